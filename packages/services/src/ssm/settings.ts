import { parseArn } from '@gatehouse/core';
import type { Call } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { Scope } from './model.ts';
import { settings } from './repositories/settings.ts';

const TIER = '/ssm/parameter-store/default-parameter-tier';

/** The settings of Parameter Store; the first value is the default. */
const SETTINGS: ReadonlyMap<string, readonly [string, ...string[]]> = new Map([
  [TIER, ['Standard', 'Advanced', 'Intelligent-Tiering']],
  ['/ssm/parameter-store/high-throughput-enabled', ['false', 'true']],
] as const);

export interface NamedSetting {
  /** Its path, as answers have it. */
  readonly id: string;
  readonly arn: string;
  /** Undefined: there is none of this name. */
  readonly values: readonly [string, ...string[]] | undefined;
}

/** A setting as a request names it, by path or ARN; an ARN of another account or Region names none. */
export const namedSetting = (
  { account, region, partition }: Pick<Call, 'account' | 'partition' | 'region'>,
  given: string,
): NamedSetting => {
  const arn = parseArn(given);
  const rest =
    arn?.resource.startsWith('servicesetting/') === true ? arn.resource.slice(14) : given;
  const id = rest.startsWith('/') ? rest : `/${rest}`;
  const isHere = arn === undefined || (arn.account === account && arn.region === region);
  return {
    id,
    arn: `arn:${partition}:ssm:${region}:${account}:servicesetting${id}`,
    values: isHere ? SETTINGS.get(id) : undefined,
  };
};

/** The tier of parameters for which none is asked. */
export const defaultTier = async (tx: Tx, scope: Scope): Promise<string> =>
  (await settings.find(tx, scope, TIER))?.value ?? 'Standard';
