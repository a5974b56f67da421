import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT, REGION } from '../ec2.fixture.ts';
import { type EncryptedFixture, encryptedFixture, ROOT } from './encrypted.fixture.ts';

let aws: EncryptedFixture;
let key: string;
beforeAll(async () => {
  aws = await encryptedFixture();
});
beforeEach(async () => {
  key = await aws.key();
});

const encrypted = () => ({ Encrypted: true, KmsKeyId: key });

describe('an attachment', () => {
  test('is a grant for the instance’s machine, which reads the data key by it, until it is detached', async () => {
    const id = await aws.running();
    const { VolumeId = '' } = await aws.volume(encrypted());
    await aws.uses();

    await aws.attach(VolumeId, id);
    const attached = await aws.grants(key);
    const used = await aws.uses();
    await aws.ec2('DetachVolume', { VolumeId });

    const context = { 'aws:ebs:id': VolumeId };
    expect(attached).toMatchObject([
      {
        GranteePrincipal: `${ACCOUNT}:aws:ec2-infrastructure:${id}`,
        RetiringPrincipal: 'ec2.us-east-1.amazonaws.com',
        Operations: ['Decrypt'],
        Constraints: { EncryptionContextSubset: context },
        IssuingAccount: ROOT,
      },
    ]);
    expect(used).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          eventName: 'CreateGrant',
          userIdentity: expect.objectContaining({
            arn: aws.admin.arn,
            invokedBy: 'ec2.amazonaws.com',
          }),
        }),
        expect.objectContaining({
          eventName: 'Decrypt',
          userIdentity: expect.objectContaining({
            type: 'AssumedRole',
            arn: `arn:aws:sts::${ACCOUNT}:assumed-role/aws:ec2-infrastructure/${id}`,
            principalId: `${ACCOUNT}:aws:ec2-infrastructure:${id}`,
          }),
          requestParameters: expect.objectContaining({ encryptionContext: context }),
        }),
      ]),
    );
    expect(await aws.grants(key)).toEqual([]);
    expect(await aws.uses()).toMatchObject([
      {
        eventName: 'RetireGrant',
        userIdentity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' },
      },
      {},
    ]);
  });

  test.for([
    ['a disabled key', 'DisableKey', {}, 'is disabled.'],
    ['a key that will be deleted', 'ScheduleKeyDeletion', {}, 'is pending deletion.'],
  ] as const)('is not made with %s, and an event says so', async ([, operation, more, cause]) => {
    const id = await aws.running();
    const { VolumeId } = await aws.volume(encrypted());
    await aws.kms(operation, { KeyId: key, ...more });
    await aws.notices();

    const answer = await aws.attach(VolumeId, id);

    expect(answer).toMatchObject({ State: 'attaching' });
    expect(await aws.shown(VolumeId)).toMatchObject({ State: 'available', Attachments: [] });
    expect((await aws.instance(id)).BlockDeviceMappings).toHaveLength(1);
    expect(await aws.notices()).toMatchObject([
      {
        resources: [`arn:aws:ec2:${REGION}:${ACCOUNT}:volume/${VolumeId}`, key],
        detail: { event: 'attachVolume', result: 'failed', cause: `${key} ${cause}` },
      },
    ]);
  });

  test('is not made by who may not make a grant, nor where the machine may not decrypt', async () => {
    const id = await aws.running();
    const mayNotGrant = aws.userWithKeys('no-grant', 'kms:Decrypt', 'kms:GenerateDataKey*');
    const { VolumeId } = await aws.volume(encrypted());

    await aws.attach(VolumeId, id, mayNotGrant);
    expect(await aws.shown(VolumeId)).toMatchObject({ State: 'available' });

    await aws.kms('PutKeyPolicy', {
      KeyId: key,
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: ROOT }, Action: 'kms:*', Resource: '*' },
          { Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt', Resource: '*' },
        ],
      }),
    });
    await aws.attach(VolumeId, id);
    expect(await aws.shown(VolumeId)).toMatchObject({ State: 'available' });
    expect(await aws.grants(key)).toEqual([]);
  });
});

describe('an instance', () => {
  test('has a grant for its encrypted volumes while it runs, a new one at each start', async () => {
    const id = await aws.running(encrypted());
    const first = await aws.grants(key);
    await aws.change('Stop', id);
    expect(await aws.grants(key)).toEqual([]);
    await aws.pass(5);

    await aws.change('Start', id);
    await aws.pass(5);
    const second = await aws.grants(key);
    expect((await aws.instance(id)).State).toMatchObject({ Name: 'running' });
    await aws.change('Terminate', id);

    expect(first).toMatchObject([{ GranteePrincipal: expect.stringContaining(id) }]);
    expect(second).toHaveLength(1);
    expect(second[0]?.GrantId).not.toBe(first[0]?.GrantId);
    expect(await aws.grants(key)).toEqual([]);
  });

  const DENIED = {
    Code: 'Client.InternalError',
    Message: 'Client.InternalError: Client error on launch',
  };
  const INVALID = {
    Code: 'Client.InvalidKMSKey.InvalidState',
    Message: 'Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state',
  };

  test('does not start while its key is disabled, and does when it is enabled again', async () => {
    const id = await aws.running(encrypted());
    await aws.change('Stop', id);
    await aws.pass(5);
    await aws.kms('DisableKey', { KeyId: key });

    await expect(aws.change('Start', id)).resolves.toMatchObject({
      StartingInstances: [{ CurrentState: { Name: 'pending' } }],
    });
    await aws.pass(5);
    await aws.pass(5);

    expect(await aws.instance(id)).toMatchObject({
      State: { Name: 'stopped' },
      StateReason: INVALID,
    });
    await aws.kms('EnableKey', { KeyId: key });
    await aws.change('Start', id);
    await aws.pass(5);
    expect(await aws.instance(id)).toMatchObject({ State: { Name: 'running' } });
  });

  test('does not start for who may not make a grant; one that was revoked is made anew', async () => {
    const id = await aws.running(encrypted());
    const [grant] = await aws.grants(key);
    await aws.kms('RevokeGrant', { KeyId: key, GrantId: grant?.GrantId });
    await aws.change('Stop', id);
    await aws.pass(5);

    await aws.change('Start', id, aws.userWithKeys('starter'));
    await aws.pass(5);
    await aws.pass(5);
    expect(await aws.instance(id)).toMatchObject({
      State: { Name: 'stopped' },
      StateReason: DENIED,
    });
    expect(await aws.grants(key)).toEqual([]);

    await aws.change('Start', id);
    await aws.pass(5);
    expect(await aws.instance(id)).toMatchObject({ State: { Name: 'running' } });
    expect(await aws.grants(key)).toHaveLength(1);
  });

  test('that cannot read its volumes is terminated by itself, and says why', async () => {
    const denied = await aws.run(encrypted(), aws.userWithKeys('runner', 'kms:GenerateDataKey*'));
    await aws.kms('DisableKey', { KeyId: key });
    const invalid = await aws.run(encrypted());

    expect(await aws.instance(invalid)).toMatchObject({ State: { Name: 'pending' } });
    const { VolumeId } = await aws.volume();
    await expect(aws.attach(VolumeId, invalid)).rejects.toMatchObject({ name: 'IncorrectState' });
    await aws.pass(5);
    expect(await aws.instance(invalid)).toMatchObject({
      State: { Name: 'shutting-down' },
      StateReason: INVALID,
    });
    await aws.pass(5);

    expect(await aws.instance(denied)).toMatchObject({
      State: { Name: 'terminated' },
      StateReason: DENIED,
    });
    expect(await aws.instance(invalid)).toMatchObject({ State: { Name: 'terminated' } });
    expect(await aws.grants(key)).toEqual([]);
  });
});
