import type { Call } from '@gatehouse/service-kit';
import { type Engine, familyOf } from '../engines.ts';
import { invalidCombination, notFound } from '../errors.ts';
import type { Resource } from '../model.ts';
import { resources } from '../repositories/resources.ts';

export type ParameterGroupKind = 'pg' | 'cluster-pg';

/** The parameter group that a request names, or the engine's default, which is there from its first use. */
export const parameterGroup = async (
  { tx, account, region, now }: Pick<Call, 'tx' | 'account' | 'region' | 'now'>,
  kind: ParameterGroupKind,
  engine: Engine,
  version: string,
  given: string | undefined,
): Promise<Resource<ParameterGroupKind>> => {
  const family = familyOf(engine, version);
  const id = (given ?? defaultGroup(engine, version)).toLowerCase();
  const found = await resources.find<ParameterGroupKind>(tx, { account, region, kind, id });
  if (found === undefined && id !== defaultGroup(engine, version)) throw notFound(kind, id);
  if (found !== undefined && found.details.family !== family)
    throw invalidCombination(
      `The parameter group ${id} with DBParameterGroupFamily ${found.details.family} can't be used for this instance. Please use a parameter group with DBParameterGroupFamily ${family}`,
    );
  if (found !== undefined) return found;
  const description = `Default ${kind === 'pg' ? '' : 'cluster '}parameter group for ${family}`;
  const group: Resource<ParameterGroupKind> = {
    kind,
    account,
    region,
    id,
    createdAt: now,
    details: { description, family, values: {} },
  };
  await resources.insert(tx, group);
  return group;
};

export const defaultGroup = (engine: Engine, version: string): string =>
  `default.${familyOf(engine, version)}`;
