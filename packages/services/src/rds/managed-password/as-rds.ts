import { AwsError } from '@gatehouse/core';
import { infrastructure, type RolePrincipal } from '@gatehouse/service-kit';
import type { RdsDeps } from '../deps.ts';
import type { DatabaseKind, Resource } from '../model.ts';

const RDS = 'rds.amazonaws.com';
const ROLE = 'aws:rds-secrets';

type Owner = Pick<Resource<DatabaseKind>, 'account' | 'region'> & {
  readonly details: { readonly resourceId: string };
};

/** RDS where it keeps the password of one database: Secrets Manager lets it by what it manages, KMS by a grant. */
export const keeperOf = (
  { clock }: Pick<RdsDeps, 'clock'>,
  { account, details }: Owner,
): RolePrincipal =>
  infrastructure({
    service: RDS,
    account,
    role: ROLE,
    machine: details.resourceId,
    now: clock.now(),
  });

/** How grants name it. */
export const keeperGrantee = ({ account, details }: Omit<Owner, 'region'>): string =>
  `${account}:${ROLE}:${details.resourceId}`;

/** Secrets Manager as RDS calls it by itself; each call is a transaction of its own. */
export const secretsAsRds =
  (deps: Pick<RdsDeps, 'call' | 'clock'>, owner: Owner) =>
  <Output>(operation: string, input: object): Promise<Output> =>
    // The operation of that name answers what is of this shape.
    deps.call({
      service: 'secretsmanager',
      operation,
      input,
      principal: keeperOf(deps, owner),
      region: owner.region,
      by: RDS,
      forwards: true,
    }) as Promise<Output>;

export const isMissing = (error: unknown): boolean =>
  error instanceof AwsError && error.name === 'ResourceNotFoundException';
