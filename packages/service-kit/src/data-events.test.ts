import { AwsError } from '@gatehouse/core';
import { serviceFixture } from '@gatehouse/testkit';
import { expect, test } from 'vitest';
import type { Call } from './call.ts';
import type { DataEvent } from './data-events.ts';
import { reads, type Service, writes } from './service.ts';

const OTHER = '444455556666';
const ARN = 'arn:aws:probe:::thing/1';

const touch = (call: Call): void => {
  call.touch({ type: 'AWS::Probe::Thing', name: '1', arn: ARN });
  call.alsoRecordIn(OTHER);
};

const probe: Service = {
  id: 'probe',
  eventSource: 'probe.amazonaws.com',
  accessDenied: 'AccessDeniedException',
  validationCode: 'ValidationException',
  migrations: [],
  operations: {
    GetThing: reads<object, object>({ event: { data: true } }, async (_input, call) => {
      touch(call);
      await call.authorize('probe:GetThing', ARN);
      call.touch({ type: 'AWS::Probe::Thing', name: '1', account: OTHER });
      return {};
    }),
    PutThing: writes<object, object>({ event: { data: true } }, async (_input, call) => {
      touch(call);
      await call.authorize('probe:PutThing', ARN);
      throw new AwsError('ThingFull', 'The thing is full.');
    }),
    ListThings: reads<object, object>({ event: { data: true } }, async (_input, call) => {
      call.touch({ type: 'AWS::Probe::Thing', name: '', arnPrefix: 'arn:aws:probe:::thing/' });
      await call.authorize('probe:ListThings', '*');
      return {};
    }),
  },
};

const probing = async (wanted: boolean) => {
  const asked: DataEvent[] = [];
  const fixture = await serviceFixture(() => ({
    services: [probe],
    dataEvents: {
      wants: (event) => {
        asked.push(event);
        return wanted;
      },
    },
  }));
  return { ...fixture, asked };
};

test('a data event that nobody wants is not recorded, whether the call succeeds or fails', async () => {
  const fixture = await probing(false);

  await fixture.call('probe', 'GetThing', {});
  await fixture.call('probe', 'PutThing', {}).catch(() => undefined);
  await fixture
    .call('probe', 'GetThing', {}, { as: fixture.userWith('nobody') })
    .catch(() => undefined);

  expect(await fixture.events()).toEqual([]);
  expect(fixture.asked).toMatchObject([
    {
      accounts: ['111122223333', OTHER],
      region: 'us-east-1',
      eventSource: 'probe.amazonaws.com',
      eventName: 'GetThing',
      readOnly: true,
      resources: [{ type: 'AWS::Probe::Thing', arn: ARN }],
    },
    // What fails is nobody's business but the caller's.
    { accounts: ['111122223333'], eventName: 'PutThing', readOnly: false },
    { accounts: ['111122223333'], eventName: 'GetThing' },
  ]);
});

test('one that somebody wants is recorded for the caller and the owner, refusals too', async () => {
  const fixture = await probing(true);

  await fixture.call('probe', 'GetThing', {});
  const refused = fixture.call('probe', 'GetThing', {}, { as: fixture.userWith('nobody') });
  await expect(refused).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await fixture.call('probe', 'ListThings', {});

  const records = (await fixture.events()).map(({ record }) => record);
  const data = { eventCategory: 'Data', managementEvent: false };
  expect(records).toMatchObject([
    {
      ...data,
      recipientAccountId: '111122223333',
      resources: [{ accountId: OTHER, type: 'AWS::Probe::Thing', ARN }],
    },
    { ...data, recipientAccountId: OTHER, sharedEventID: records[0]?.['sharedEventID'] },
    { ...data, errorCode: 'AccessDenied', resources: [{ type: 'AWS::Probe::Thing', ARN }] },
    {
      ...data,
      eventName: 'ListThings',
      resources: [{ type: 'AWS::Probe::Thing', ARNPrefix: 'arn:aws:probe:::thing/' }],
    },
  ]);
});
