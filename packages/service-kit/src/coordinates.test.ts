import { serviceFixture } from '@gatehouse/testkit';
import { expect, test } from 'vitest';
import { AUDIT_TOPIC } from './audit.ts';
import { coordinates, type Service } from './service.ts';

const ARN = 'arn:aws:probe:us-east-1:111122223333:note/1';

const probe: Service = {
  id: 'probe',
  eventSource: 'probe.amazonaws.com',
  accessDenied: 'AccessDeniedException',
  validationCode: 'ValidationException',
  migrations: [],
  operations: {
    HashSlowly: coordinates<object, object>({}, async (_input, call) => {
      await call.authorize('probe:HashSlowly', ARN);
      return {};
    }),
  },
};

test('the record of a coordinating operation is durable before its answer', async () => {
  const fixture = await serviceFixture(() => ({ services: [probe] }));

  await fixture.call('probe', 'HashSlowly', {});

  // Nothing was flushed: what is read here would be there after a crash too.
  const rows = await fixture.store.read((tx) =>
    tx.all<{ payload: string }>('SELECT payload FROM store_outbox WHERE topic = ?', [AUDIT_TOPIC]),
  );
  expect(rows.map(({ payload }) => payload).join('')).toContain('"eventName":"HashSlowly"');
});
