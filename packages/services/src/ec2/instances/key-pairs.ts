import { createHash, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type {
  CreateKeyPairRequest,
  DeleteKeyPairRequest,
  DeleteKeyPairResult,
  DescribeKeyPairsRequest,
  DescribeKeyPairsResult,
  ImportKeyPairRequest,
  ImportKeyPairResult,
  KeyPair,
  KeyPairInfo,
} from '@aws-sdk/client-ec2';
import { AwsError } from '@gatehouse/core';
import { type Call, coordinates } from '@gatehouse/service-kit';
import { arnOf } from '../arns.ts';
import { authorizeAll, authorizeNew, authorizeOn, region, touch } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { described, type Description } from '../describing.ts';
import {
  dryRunOperation,
  invalidValue,
  missingParameter,
  notFound,
  parameterInvalid,
} from '../errors.ts';
import type { Resource } from '../model.ts';
import { add } from '../networking/new-network.ts';
import { changes, shows } from '../operation.ts';
import { removeWithTags } from '../removal.ts';
import { resources } from '../repositories/resources.ts';
import { putTags, shownTags, specifiedTags } from '../tags.ts';
import type { KeyPairDetails } from './model.ts';
import { openSshPrivateKey } from './openssh-key.ts';
import { type PublicKey, readPublicKey, sshPublicKey } from './openssh-public-key.ts';

const MOST_NAME = 255;
const RSA_BITS = 2048;

export const findKeyPair = (call: Call, name: string): Promise<Resource<'key-pair'> | undefined> =>
  resources.named(call.tx, call, 'key-pair', name);

const duplicate = (name: string): AwsError =>
  new AwsError('InvalidKeyPair.Duplicate', `The keypair already exists: ${name}`);

const requireName = (name: string | undefined): string => {
  if (name === undefined || name.trim() === '') throw missingParameter('KeyName');
  if (name.length > MOST_NAME || !/^[\x20-\x7e]+$/.test(name))
    throw parameterInvalid('keyName', name, 'Invalid key name.');
  return name;
};

const colons = (hex: string): string => hex.match(/../g)?.join(':') ?? hex;

/** SHA-1 of the private key's DER (EC2 User Guide, "Verify the fingerprint of your key pair"). */
const createdFingerprint = (
  type: KeyPairDetails['type'],
  pair: { publicKey: KeyObject; privateKey: KeyObject },
): string =>
  type === 'rsa'
    ? colons(
        createHash('sha1')
          .update(pair.privateKey.export({ type: 'pkcs8', format: 'der' }))
          .digest('hex'),
      )
    : sshFingerprint(sshPublicKey(pair.publicKey));

/** SHA-256 of the public key, as OpenSSH prints it without its prefix. */
const sshFingerprint = (key: string): string =>
  createHash('sha256')
    .update(Buffer.from(key.split(' ')[1] ?? '', 'base64'))
    .digest('base64');

/** MD5 of an imported RSA key's DER; it names the key and protects nothing. */
const importedFingerprint = ({ type, ssh, key }: PublicKey): string =>
  type === 'rsa'
    ? colons(
        createHash('md5')
          .update(key.export({ type: 'spki', format: 'der' }))
          .digest('hex'),
      )
    : sshFingerprint(ssh);

const generatePair = promisify(generateKeyPair);

const generate = (type: KeyPairDetails['type']) =>
  type === 'rsa' ? generatePair('rsa', { modulusLength: RSA_BITS }) : generatePair('ed25519');

const store = async (
  { ids }: Ec2Deps,
  call: Call,
  details: KeyPairDetails,
): Promise<Resource<'key-pair'>> => {
  const { tx, account, now } = call;
  if ((await findKeyPair(call, details.name)) !== undefined) throw duplicate(details.name);
  const ground = { tx, ids, account, region: call.region, now };
  const made = await add(ground, 'key-pair', details, { unique: details.name });
  touch(call, 'key-pair', made.id);
  return made;
};

/**
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateKeyPair.html: making an RSA key takes its time, so it is
 * made before the transaction that keeps its public half.
 */
export const createKeyPair = (deps: Ec2Deps) =>
  coordinates<CreateKeyPairRequest, KeyPair>({ partial: 'no PPK format' }, async (input, call) => {
    const name = requireName(input.KeyName);
    const type = input.KeyType ?? 'rsa';
    const tags = specifiedTags(input.TagSpecifications, 'key-pair')('key-pair');
    await authorizeNew(call, 'CreateKeyPair', 'key-pair', tags, {
      'ec2:KeyPairName': name,
      'ec2:KeyPairType': type,
    });
    if (type !== 'rsa' && type !== 'ed25519')
      throw parameterInvalid('keyType', type, 'Unknown key type.');
    if ((input.KeyFormat ?? 'pem') !== 'pem')
      throw parameterInvalid('keyFormat', input.KeyFormat, 'Gatehouse makes keys as PEM alone.');
    if ((await findKeyPair(call, name)) !== undefined) throw duplicate(name);
    const pair = await generate(type);
    const fingerprint = createdFingerprint(type, pair);
    const publicKey = sshPublicKey(pair.publicKey);
    if (input.DryRun === true) throw dryRunOperation();
    const details = { name, type, fingerprint, publicKey };
    const key = await deps.store.write(async (tx) => {
      const stored = await store(deps, { ...call, tx }, details);
      await putTags(tx, stored, tags);
      return stored;
    });
    return {
      KeyName: name,
      KeyPairId: key.id,
      KeyFingerprint: fingerprint,
      KeyMaterial:
        type === 'rsa'
          ? pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString().trimEnd()
          : openSshPrivateKey(pair.privateKey, deps.ids.bytes(4)),
      ...(tags.size === 0 ? {} : { Tags: shownTags(tags) }),
    };
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ImportKeyPair.html */
export const importKeyPair = (deps: Ec2Deps) =>
  changes<ImportKeyPairRequest, ImportKeyPairResult>({}, async (input, call) => {
    const name = requireName(input.KeyName);
    const tags = specifiedTags(input.TagSpecifications, 'key-pair')('key-pair');
    await authorizeNew(call, 'ImportKeyPair', 'key-pair', tags, { 'ec2:KeyPairName': name });
    const read = readPublicKey(Buffer.from(input.PublicKeyMaterial ?? '').toString('utf8'));
    if (read === undefined)
      throw new AwsError('InvalidKey.Format', 'Key is not in valid OpenSSH public key format');
    const fingerprint = importedFingerprint(read);
    const key = await store(deps, call, {
      name,
      type: read.type,
      fingerprint,
      publicKey: read.ssh,
    });
    await putTags(call.tx, key, tags);
    return {
      KeyName: name,
      KeyPairId: key.id,
      KeyFingerprint: fingerprint,
      ...(tags.size === 0 ? {} : { Tags: shownTags(tags) }),
    };
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteKeyPair.html */
export const deleteKeyPair = () =>
  changes<DeleteKeyPairRequest, DeleteKeyPairResult>({}, async ({ KeyName, KeyPairId }, call) => {
    if (KeyName === undefined && KeyPairId === undefined)
      throw missingParameter('KeyName or KeyPairId');
    if (KeyName !== undefined && KeyPairId !== undefined)
      throw invalidValue('KeyName and KeyPairId may not be used together');
    const key =
      KeyName === undefined
        ? await resources.find(call.tx, call, 'key-pair', KeyPairId ?? '')
        : await findKeyPair(call, KeyName);
    if (key === undefined) {
      const arn = arnOf(call, 'key-pair', KeyPairId ?? KeyName ?? '');
      await call.authorize('ec2:DeleteKeyPair', arn, region(call));
      // Deleting what is not there succeeds.
      return { Return: true };
    }
    await authorizeOn(call, 'DeleteKeyPair', key);
    touch(call, 'key-pair', key.id);
    await removeWithTags(call.tx, key);
    return { Return: true, KeyPairId: key.id };
  });

const KEY_PAIRS = (withKeys: boolean): Description<'key-pair', KeyPairInfo> => ({
  kind: 'key-pair',
  filters: {
    fingerprint: ({ KeyFingerprint }) => KeyFingerprint,
    'key-name': ({ KeyName }) => KeyName,
    'key-pair-id': ({ KeyPairId }) => KeyPairId,
  },
  show: (_call, rows, tags) =>
    rows.map((row) => ({
      KeyPairId: row.id,
      KeyName: row.details.name,
      KeyType: row.details.type,
      KeyFingerprint: row.details.fingerprint,
      CreateTime: row.createdAt,
      Tags: shownTags(tags(row)),
      ...(withKeys ? { PublicKey: row.details.publicKey } : {}),
    })),
});

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeKeyPairs.html */
export const describeKeyPairs = ({ pages }: Ec2Deps) =>
  shows<DescribeKeyPairsRequest, DescribeKeyPairsResult>({}, async (input, call) => {
    await authorizeAll(call, 'DescribeKeyPairs');
    const ids = [...(input.KeyPairIds ?? [])];
    for (const name of input.KeyNames ?? []) {
      const key = await findKeyPair(call, name);
      if (key === undefined) throw notFound('key-pair', name);
      ids.push(key.id);
    }
    const description = KEY_PAIRS(input.IncludePublicKey === true);
    const { shown } = await described(pages, call, description, { Filters: input.Filters }, ids);
    return { KeyPairs: [...shown] };
  });
