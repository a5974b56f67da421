import type { Tx } from '@gatehouse/store';
import type { Key, Scope } from '../model.ts';
import type { KmsParts } from '../parts.ts';
import { managedKeyPolicy } from '../policies/default-policies.ts';
import { aliases } from '../repositories/aliases.ts';
import { keys } from '../repositories/keys.ts';
import { keyArn } from './names.ts';
import { DAY_MILLISECONDS, scheduleRotation } from './rotate.ts';

/** A service that has a key of its own in each account. */
interface ManagedService {
  /** As `kms:ViaService` names it. */
  readonly service: string;
  /** As descriptions and statements name it. */
  readonly label: string;
}

/** By the name after `alias/aws/`. */
const SERVICES: ReadonlyMap<string, ManagedService> = new Map([
  ['dynamodb', { service: 'dynamodb', label: 'DynamoDB' }],
  ['ebs', { service: 'ec2', label: 'EBS' }],
  ['elasticfilesystem', { service: 'elasticfilesystem', label: 'EFS' }],
  ['lambda', { service: 'lambda', label: 'Lambda' }],
  ['rds', { service: 'rds', label: 'RDS' }],
  ['redshift', { service: 'redshift', label: 'Redshift' }],
  ['s3', { service: 's3', label: 'S3' }],
  ['secretsmanager', { service: 'secretsmanager', label: 'Secrets Manager' }],
  ['sns', { service: 'sns', label: 'SNS' }],
  ['sqs', { service: 'sqs', label: 'SQS' }],
  ['ssm', { service: 'ssm', label: 'SSM' }],
]);

export const MANAGED_PREFIX = 'alias/aws/';
export const MANAGED_NAMES: readonly string[] = [...SERVICES.keys()];

const PERIOD_DAYS = 365;

const draft = ({ ids, clock }: KmsParts, scope: Scope, name: string): Key => {
  const ref = { ...scope, id: ids.uuid() };
  const { service, label } = SERVICES.get(name) ?? { service: name, label: name };
  const createdAt = clock.now();
  const enabledAt = createdAt.getTime();
  return {
    ...ref,
    arn: keyArn(ref),
    createdAt,
    state: 'Enabled',
    details: {
      description: `Default key that protects my ${label} data when no other key is defined`,
      spec: 'SYMMETRIC_DEFAULT',
      usage: 'ENCRYPT_DECRYPT',
      origin: 'AWS_KMS',
      manager: 'AWS',
      // AWS KMS Developer Guide, "Rotating AWS KMS keys": AWS managed keys rotate each year, whatever anybody wants.
      rotation: {
        periodDays: PERIOD_DAYS,
        enabledAt,
        nextAt: enabledAt + PERIOD_DAYS * DAY_MILLISECONDS,
      },
    },
    currentMaterial: undefined,
    policy: { document: managedKeyPolicy(scope, service, label), principals: new Map() },
    tags: new Map(),
    aliases: [],
  };
};

/** The key behind `alias/aws/<name>`, made when it is not there yet; `tx` must be of a write. */
export const managedKey = async (
  parts: KmsParts,
  tx: Tx,
  { account, region }: Scope,
  name: string,
): Promise<Key> => {
  const scope = { account, region };
  const alias = `${MANAGED_PREFIX}${name}`;
  const find = () => parts.keys.find({ tx, ...scope }, alias);
  const found = await find();
  if (found !== undefined) return found;
  const key = draft(parts, scope, name);
  // Another request may be making it: who has the alias has made the key.
  if (!(await aliases.insert(tx, key, alias, key.createdAt))) {
    const other = await find();
    if (other === undefined) throw new Error(`${alias} names a key that is not there`);
    return other;
  }
  await keys.insert(tx, key);
  const currentMaterial = await parts.materials.generate(tx, key, { at: key.createdAt });
  await keys.setMaterial(tx, key, currentMaterial);
  await scheduleRotation(tx, key);
  return { ...key, currentMaterial, aliases: [alias] };
};
