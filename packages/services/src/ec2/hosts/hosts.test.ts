import type { DescribeInstancesResult, DescribeVolumesResult } from '@aws-sdk/client-ec2';
import type { ListGrantsResponse } from '@aws-sdk/client-kms';
import { beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT, ec2Fixture, REGION } from '../ec2.fixture.ts';
import { type DatabaseHost, databaseHostId } from './model.ts';

type Fixture = Awaited<ReturnType<typeof ec2Fixture>>;
let fixture: Fixture;
let key: string;
let host: DatabaseHost;
const context = { 'aws:rds:db-id': 'db-ABCDEFGHIJKLMNOPQRSTUVWXYZ' };

beforeEach(async () => {
  fixture = await ec2Fixture();
  key = await fixture.key();
  host = await fixture.store.write((tx) =>
    fixture.hosts.reserve(tx, { account: ACCOUNT, region: REGION }, { sizeGiB: 20 }),
  );
});

const grants = async () =>
  (await fixture.kms<ListGrantsResponse>('ListGrants', { KeyId: key })).Grants ?? [];

/** What RDS does before, as its own service: the grant of the host. */
const grantHost = (operations = ['CreateGrant', 'Decrypt', 'GenerateDataKeyWithoutPlaintext']) =>
  fixture.kms('CreateGrant', granting(operations), { via: 'rds.amazonaws.com' });
const granting = (Operations: readonly string[]) => ({
  KeyId: key,
  GranteePrincipal: databaseHostId(host),
  RetiringPrincipal: 'rds.us-east-1.amazonaws.com',
  Operations,
  Constraints: { EncryptionContextSubset: context },
});
const attachments = async () =>
  (await grants()).filter(({ GranteePrincipal }) =>
    GranteePrincipal?.includes(':aws:ec2-infrastructure:'),
  );

describe('a database’s host', () => {
  test('makes its volume’s data key and a grant for its machine, each bound to database and volume', async () => {
    await grantHost();
    await fixture.events();

    await fixture.hosts.encrypt(host, { keyArn: key, context });
    await fixture.hosts.attach(host);

    const both = { ...context, 'aws:ebs:id': host.volume };
    expect(await attachments()).toMatchObject([
      {
        GranteePrincipal: `${ACCOUNT}:aws:ec2-infrastructure:${host.instance}`,
        RetiringPrincipal: 'ec2.us-east-1.amazonaws.com',
        Operations: ['Decrypt'],
        Constraints: { EncryptionContextSubset: both },
      },
    ]);
    const records = (await fixture.events()).map(({ record }) => record);
    const by = (role: string) => `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${host.instance}`;
    expect(records).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          eventName: 'GenerateDataKeyWithoutPlaintext',
          userIdentity: expect.objectContaining({ arn: by('aws:rds-host') }),
          requestParameters: expect.objectContaining({
            numberOfBytes: 64,
            encryptionContext: both,
          }),
        }),
        expect.objectContaining({
          eventName: 'CreateGrant',
          userIdentity: expect.objectContaining({ arn: by('aws:rds-host') }),
        }),
        expect.objectContaining({
          eventName: 'Decrypt',
          userIdentity: expect.objectContaining({ arn: by('aws:ec2-infrastructure') }),
          requestParameters: expect.objectContaining({ encryptionContext: both }),
        }),
      ]),
    );
  });

  test('is attached anew by a new grant, and what is done already is not done again', async () => {
    await grantHost();
    for (let times = 0; times < 2; times += 1) {
      await fixture.hosts.encrypt(host, { keyArn: key, context });
      await fixture.hosts.attach(host);
    }
    const [first, ...more] = await attachments();
    await fixture.hosts.detach(host);
    await fixture.hosts.detach(host);
    const between = await attachments();
    await fixture.hosts.attach(host);
    const second = await attachments();
    await fixture.hosts.remove(host);
    await fixture.hosts.remove(host);

    expect(more).toEqual([]);
    expect(between).toEqual([]);
    expect(second).toHaveLength(1);
    expect(second[0]?.GrantId).not.toBe(first?.GrantId);
    expect(await attachments()).toEqual([]);
    await expect(fixture.hosts.attach(host)).rejects.toThrow('no host of a database');
    expect(
      await fixture.store.read((tx) => fixture.hosts.find(tx, host, host.instance)),
    ).toBeUndefined();
  });

  test('can do nothing without its grant, and no more than the grant lets it', async () => {
    const encrypt = () => fixture.hosts.encrypt(host, { keyArn: key, context });
    const refused = { name: 'AccessDeniedException' };
    await expect(encrypt()).rejects.toMatchObject(refused);

    await grantHost(['Decrypt', 'GenerateDataKeyWithoutPlaintext']);
    const other = { 'aws:rds:db-id': 'db-OTHER' };
    await expect(
      fixture.hosts.encrypt(host, { keyArn: key, context: other }),
    ).rejects.toMatchObject(refused);
    await encrypt();
    await expect(fixture.hosts.attach(host)).rejects.toMatchObject(refused);

    await grantHost();
    await fixture.hosts.attach(host);
    expect(await attachments()).toHaveLength(1);
  });

  test('is not attached while its key is disabled, and leaves no grant behind', async () => {
    await grantHost();
    await fixture.hosts.encrypt(host, { keyArn: key, context });
    await fixture.kms('DisableKey', { KeyId: key });

    await expect(fixture.hosts.attach(host)).rejects.toMatchObject({ name: 'DisabledException' });
    expect(await attachments()).toEqual([]);
    await fixture.kms('EnableKey', { KeyId: key });
    await fixture.hosts.attach(host);
    const [grant] = await attachments();

    // Revoked by the customer: what is attached stays so, and lets go without it.
    await fixture.kms('RevokeGrant', { KeyId: key, GrantId: grant?.GrantId });
    await fixture.hosts.detach(host);
    await fixture.hosts.attach(host);
    expect(await attachments()).toHaveLength(1);
  });

  test('and its volume are not shown to its account', async () => {
    const instances = await fixture.ec2<DescribeInstancesResult>('DescribeInstances');
    const volumes = await fixture.ec2<DescribeVolumesResult>('DescribeVolumes');
    const named = fixture.ec2('DescribeInstances', { InstanceIds: [host.instance] });

    expect(instances.Reservations).toEqual([]);
    expect(volumes.Volumes).toEqual([]);
    await expect(named).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
  });
});
