import { parseArn } from '@gatehouse/core';
import type { NamedPolicy } from '@gatehouse/policy';
import type { Tx } from '@gatehouse/store';
import type { AwsPolicies } from './aws-policies.ts';
import type { CompiledPolicies } from './documents.ts';
import { boundaryNotAttachable, invalidArn, invalidBoundaryArn } from './policy-errors.ts';
import { type CustomerPolicy, policies } from './repositories/policies.ts';

export interface ManagedVersion {
  /** `v2` */
  readonly id: string;
  readonly createdAt: Date;
  readonly document: string;
  readonly isDefault: boolean;
}

/** A managed policy, the account's own or one of AWS. */
export interface ManagedPolicy {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly description: string | undefined;
  readonly attachable: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly defaultVersionId: string;
  /** The row behind it; undefined for a policy of AWS, which nobody can change. */
  readonly own: CustomerPolicy | undefined;
}

export interface ManagedPolicies {
  find(tx: Tx, arn: string): Promise<ManagedPolicy | undefined>;
  version(tx: Tx, policy: ManagedPolicy, id: string): Promise<ManagedVersion | undefined>;
  /** Newest first. */
  versions(tx: Tx, policy: ManagedPolicy): Promise<readonly ManagedVersion[]>;
  /** The default version, ready for decisions; undefined when there is no such policy. */
  compiled(
    tx: Tx,
    arn: string,
    type: 'identity' | 'boundary' | 'session',
  ): Promise<NamedPolicy | undefined>;
  all(): readonly ManagedPolicy[];
}

const MOST_VERSION_DIGITS = 9;

export const versionId = (version: number): string => `v${version}`;

/** The number of `v12`; undefined for what no version of ours is called. */
export const versionNumber = (id: string): number | undefined => {
  const digits = /^v([1-9][0-9]*)$/.exec(id)?.[1];
  return digits === undefined || digits.length > MOST_VERSION_DIGITS ? undefined : Number(digits);
};

export const fromCustomer = (own: CustomerPolicy): ManagedPolicy => ({
  arn: own.arn,
  name: own.name,
  path: own.path,
  id: own.id,
  description: own.description,
  attachable: true,
  createdAt: own.createdAt,
  updatedAt: own.updatedAt,
  defaultVersionId: versionId(own.defaultVersion),
  own,
});

/** The name at the end of a policy's ARN. */
export const policyNameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** The path in a policy's ARN: `/service-role/`. */
export const policyPathOf = (arn: string): string => {
  const resource = parseArn(arn)?.resource ?? '';
  return resource.slice(resource.indexOf('/'), resource.lastIndexOf('/') + 1);
};

const isPolicyArn = (arn: string): boolean => {
  const parts = parseArn(arn);
  return (
    parts !== undefined &&
    parts.service === 'iam' &&
    parts.region === '' &&
    (parts.account === 'aws' || /^[0-9]{12}$/.test(parts.account)) &&
    /^policy\/[\u0021-\u007E]+$/.test(parts.resource)
  );
};

export const requirePolicyArn = (arn: string): void => {
  if (!isPolicyArn(arn)) throw invalidArn(arn);
};

export const createManagedPolicies = (
  aws: AwsPolicies,
  compiled: CompiledPolicies,
): ManagedPolicies => {
  const ofAws = (): readonly ManagedPolicy[] =>
    aws.all().map((one) => ({ ...one, own: undefined }));

  const find = async (tx: Tx, arn: string): Promise<ManagedPolicy | undefined> => {
    const published = aws.find(arn);
    if (published !== undefined) return { ...published, own: undefined };
    const own = await policies.find(tx, arn);
    return own === undefined ? undefined : fromCustomer(own);
  };

  const versions = async (tx: Tx, policy: ManagedPolicy): Promise<readonly ManagedVersion[]> => {
    const { own, defaultVersionId } = policy;
    const all =
      own === undefined
        ? (aws.find(policy.arn)?.versions ?? [])
        : (await policies.versions(tx, own)).map((one) => ({ ...one, id: versionId(one.version) }));
    return all.map(({ id, createdAt, document }) => ({
      id,
      createdAt,
      document,
      isDefault: id === defaultVersionId,
    }));
  };

  const version = async (
    tx: Tx,
    policy: ManagedPolicy,
    id: string,
  ): Promise<ManagedVersion | undefined> =>
    (await versions(tx, policy)).find((candidate) => candidate.id === id);

  return {
    find,
    version,
    versions,
    all: ofAws,
    compiled: async (tx, arn, type) => {
      const policy = await find(tx, arn);
      if (policy === undefined) return undefined;
      const current = await version(tx, policy, policy.defaultVersionId);
      if (current === undefined) throw new Error(`${arn} has no default version`);
      return { id: arn, policy: compiled.of(current.document, type) };
    },
  };
};

/** Throws unless `arn` names a policy that can bound the users and roles of `account`. */
export const requireBoundary = async (
  tx: Tx,
  managed: ManagedPolicies,
  account: string,
  arn: string,
): Promise<void> => {
  if (!isPolicyArn(arn)) throw invalidBoundaryArn(arn);
  const policy = await managed.find(tx, arn);
  const usable = policy?.attachable === true && (policy.own?.account ?? account) === account;
  if (!usable) throw boundaryNotAttachable(arn);
};
