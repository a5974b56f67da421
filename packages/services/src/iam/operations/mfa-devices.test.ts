import type {
  CreateVirtualMFADeviceResponse,
  ListVirtualMFADevicesResponse,
} from '@aws-sdk/client-iam';
import { totpCode } from '@gatehouse/service-kit';
import { expect, test } from 'vitest';
import { ACCOUNT, iamFixture, type IamFixture, ROOT } from '../iam.fixture.ts';
import { timeStep } from '../totp.ts';

const SERIAL = `arn:aws:iam::${ACCOUNT}:mfa/phone`;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an authenticator application makes of the seed that it is shown. */
const seedOf = ({ VirtualMFADevice }: CreateVirtualMFADeviceResponse): Buffer => {
  const text = Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString();
  const bits = Array.from(text, (letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0'));
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};

const deviceAndUser = async (iam: IamFixture): Promise<Buffer> => {
  await iam.call('CreateUser', { UserName: 'bob' });
  const device = await iam.call<CreateVirtualMFADeviceResponse>('CreateVirtualMFADevice', {
    VirtualMFADeviceName: 'phone',
  });
  return seedOf(device);
};

const codes = (iam: IamFixture, seed: Buffer, earlier = 0) => {
  const step = timeStep(iam.clock.now()) - earlier;
  return {
    AuthenticationCode1: totpCode(seed, step - 1),
    AuthenticationCode2: totpCode(seed, step),
  };
};

/** Last letters of the serial numbers on a page. */
const lastLetters = (page: ListVirtualMFADevicesResponse) =>
  page.VirtualMFADevices?.map(({ SerialNumber }) => SerialNumber?.at(-1)).join('');

const enable = (iam: IamFixture, seed: Buffer, UserName = 'bob') =>
  iam.call('EnableMFADevice', { UserName, SerialNumber: SERIAL, ...codes(iam, seed) });

test('a new device has a seed, and a picture of it, that only this answer shows', async () => {
  const iam = await iamFixture();
  const created = await iam.call<CreateVirtualMFADeviceResponse>('CreateVirtualMFADevice', {
    VirtualMFADeviceName: 'phone',
    Path: '/a//b/',
    Tags: [{ Key: 'owner', Value: 'bob' }],
  });

  const device = created.VirtualMFADevice;
  const seed = Buffer.from(device?.Base32StringSeed ?? []).toString();
  const row = await iam.store.read((tx) =>
    tx.get<{ seed: Uint8Array }>('SELECT seed FROM iam_mfa_device'),
  );

  expect(device?.SerialNumber).toBe(`arn:aws:iam::${ACCOUNT}:mfa/a//b/phone`);
  expect(device?.Tags).toEqual([{ Key: 'owner', Value: 'bob' }]);
  expect(seed).toMatch(/^[A-Z2-7]{64}$/);
  expect(
    Buffer.from(device?.QRCodePNG ?? [])
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');
  expect(Buffer.from(row?.seed ?? []).includes(seedOf(created))).toBe(false);
  expect(JSON.stringify(await iam.events())).not.toContain(seed);
});

test('two codes in a row enable a device for a user', async () => {
  const iam = await iamFixture();
  const seed = await deviceAndUser(iam);

  await enable(iam, seed);

  const shown = { SerialNumber: SERIAL, EnableDate: iam.clock.now() };
  await expect(iam.call('ListMFADevices', { UserName: 'bob' })).resolves.toEqual({
    MFADevices: [{ UserName: 'bob', ...shown }],
    IsTruncated: false,
  });
  await expect(
    iam.call('GetMFADevice', { UserName: 'bob', SerialNumber: SERIAL }),
  ).resolves.toEqual({ UserName: 'bob', ...shown });
  await expect(
    iam.call('ListVirtualMFADevices', { AssignmentStatus: 'Assigned' }),
  ).resolves.toMatchObject({ VirtualMFADevices: [{ ...shown, User: { UserName: 'bob' } }] });
  await expect(
    iam.call('ListVirtualMFADevices', { AssignmentStatus: 'Unassigned' }),
  ).resolves.toMatchObject({ VirtualMFADevices: [] });
});

test.for([
  ['the same code twice', (step: number) => [step, step]],
  ['codes in the wrong order', (step: number) => [step, step - 1]],
  ['codes of an hour ago', (step: number) => [step - 121, step - 120]],
] as const)('%s do not enable a device', async ([, steps]) => {
  const iam = await iamFixture();
  const seed = await deviceAndUser(iam);
  const [first = 0, second = 0] = steps(timeStep(iam.clock.now()));

  await expect(
    iam.call('EnableMFADevice', {
      UserName: 'bob',
      SerialNumber: SERIAL,
      AuthenticationCode1: totpCode(seed, first),
      AuthenticationCode2: totpCode(seed, second),
    }),
  ).rejects.toMatchObject({
    name: 'InvalidAuthenticationCode',
    message: 'Authentication code for device is not valid.',
  });
});

test('codes do not reach CloudTrail', async () => {
  const iam = await iamFixture();
  const seed = await deviceAndUser(iam);
  const { AuthenticationCode1, AuthenticationCode2 } = codes(iam, seed);
  await enable(iam, seed);

  const events = JSON.stringify(await iam.events());

  expect(events).toContain('EnableMFADevice');
  expect(events).not.toContain(`"${AuthenticationCode1}"`);
  expect(events).not.toContain(`"${AuthenticationCode2}"`);
});

test('a device in use can neither be enabled again nor deleted', async () => {
  const iam = await iamFixture();
  const seed = await deviceAndUser(iam);
  await iam.call('CreateUser', { UserName: 'eve' });
  await enable(iam, seed);

  await expect(enable(iam, seed, 'eve')).rejects.toMatchObject({
    name: 'EntityAlreadyExists',
    message: 'MFA Device is already in use.',
  });
  await expect(iam.call('DeleteVirtualMFADevice', { SerialNumber: SERIAL })).rejects.toMatchObject({
    name: 'DeleteConflict',
  });
  await expect(iam.call('DeleteUser', { UserName: 'bob' })).rejects.toMatchObject({
    name: 'DeleteConflict',
    message: 'Cannot delete entity, must delete MFA device first.',
  });
});

test('a deactivated device stays, and its old codes do not enable it again', async () => {
  const iam = await iamFixture();
  const seed = await deviceAndUser(iam);
  await enable(iam, seed);

  await iam.call('DeactivateMFADevice', { UserName: 'bob', SerialNumber: SERIAL });

  await expect(iam.call('ListMFADevices', { UserName: 'bob' })).resolves.toMatchObject({
    MFADevices: [],
  });
  await expect(enable(iam, seed)).rejects.toMatchObject({ name: 'InvalidAuthenticationCode' });
  iam.clock.advance({ seconds: 60 });
  await expect(enable(iam, seed)).resolves.toEqual({});
});

test('a device that does not exist, or is not the user’s, cannot be deactivated', async () => {
  const iam = await iamFixture();
  await deviceAndUser(iam);
  const deactivate = (SerialNumber: string) =>
    iam.call('DeactivateMFADevice', { UserName: 'bob', SerialNumber });

  await expect(deactivate(`${SERIAL}-other`)).rejects.toMatchObject({
    name: 'NoSuchEntity',
    message: `MFA Device with serial number ${SERIAL}-other does not exist.`,
  });
  await expect(deactivate(SERIAL)).rejects.toMatchObject({ name: 'NoSuchEntity' });
});

test('a name is given once', async () => {
  const iam = await iamFixture();
  await deviceAndUser(iam);

  await expect(
    iam.call('CreateVirtualMFADevice', { VirtualMFADeviceName: 'phone' }),
  ).rejects.toMatchObject({ name: 'EntityAlreadyExists', message: 'MFA device already exists.' });
});

test('STS finds an enabled device and can use each code once', async () => {
  const iam = await iamFixture();
  const seed = await deviceAndUser(iam);
  const find = () => iam.store.read((tx) => iam.iam.roles.mfaDevice(tx, ACCOUNT, SERIAL));

  expect(await find()).toBeUndefined();
  await enable(iam, seed);
  const device = await find();

  const next = timeStep(iam.clock.now()) + 1;
  expect(device).toMatchObject({ serialNumber: SERIAL, userName: 'bob', lastStep: next - 1 });
  expect(Buffer.from(device?.seed ?? [])).toEqual(seed);
  const use = () => iam.store.write(async (tx) => device?.useStep(tx, next));
  expect(await use()).toBe(true);
  expect(await use()).toBe(false);
});

test('resynchronizing takes newer codes only', async () => {
  const iam = await iamFixture();
  const seed = await deviceAndUser(iam);
  await enable(iam, seed);
  const resync = () =>
    iam.call('ResyncMFADevice', { UserName: 'bob', SerialNumber: SERIAL, ...codes(iam, seed) });

  await expect(resync()).rejects.toMatchObject({ name: 'InvalidAuthenticationCode' });
  iam.clock.advance({ seconds: 90 });
  await expect(resync()).resolves.toEqual({});
});

test('the root user has devices of its own', async () => {
  const iam = await iamFixture();
  const seed = await deviceAndUser(iam);
  const as = { as: ROOT };

  await iam.call('EnableMFADevice', { SerialNumber: SERIAL, ...codes(iam, seed) }, as);

  await expect(iam.call('ListMFADevices', {}, as)).resolves.toMatchObject({
    MFADevices: [{ SerialNumber: SERIAL }],
  });
  await expect(iam.call('ListVirtualMFADevices', {})).resolves.toMatchObject({
    VirtualMFADevices: [{ User: { Arn: `arn:aws:iam::${ACCOUNT}:root` } }],
  });
  await expect(iam.call('GetAccountSummary', {})).resolves.toMatchObject({
    SummaryMap: { AccountMFAEnabled: 1, MFADevices: 1, MFADevicesInUse: 1 },
  });
});

test('devices are listed page by page, with their tags kept apart', async () => {
  const iam = await iamFixture();
  for (const VirtualMFADeviceName of ['c', 'a', 'b'])
    await iam.call('CreateVirtualMFADevice', { VirtualMFADeviceName });
  const first = await iam.call<ListVirtualMFADevicesResponse>('ListVirtualMFADevices', {
    MaxItems: 2,
  });
  const second = await iam.call<ListVirtualMFADevicesResponse>('ListVirtualMFADevices', {
    MaxItems: 2,
    Marker: first.Marker,
  });

  expect([lastLetters(first), lastLetters(second)]).toEqual(['ab', 'c']);
  const SerialNumber = `arn:aws:iam::${ACCOUNT}:mfa/a`;
  await iam.call('TagMFADevice', { SerialNumber, Tags: [{ Key: 'k', Value: 'v' }] });
  await expect(iam.call('ListMFADeviceTags', { SerialNumber })).resolves.toEqual({
    Tags: [{ Key: 'k', Value: 'v' }],
    IsTruncated: false,
  });
  await iam.call('UntagMFADevice', { SerialNumber, TagKeys: ['k'] });
  await expect(iam.call('ListMFADeviceTags', { SerialNumber })).resolves.toMatchObject({
    Tags: [],
  });
});
