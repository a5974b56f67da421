import type { ParameterMetadata } from '@aws-sdk/client-ssm';
import { decoyValue } from '../contents/contents.ts';
import { ifThere, unlessThere } from '../failures.ts';
import type { Bait } from '../model.ts';
import type { Kind, Making } from './kind.ts';

const describe = async ({ apis, bait }: Making): Promise<ParameterMetadata | undefined> => {
  const { Parameters = [] } = await apis.ssm.describeParameters({
    ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: [bait.name] }],
  });
  return Parameters.find(({ Name }) => Name === bait.name);
};

const build = async ({ apis, bait, tag }: Making): Promise<Bait> => {
  await unlessThere(
    apis.ssm.putParameter({
      Name: bait.name,
      Type: 'SecureString',
      Value: decoyValue(bait.seed),
      Overwrite: false,
      // Standard parameters under AWS's own key cost nothing.
      Tier: 'Standard',
      ...(tag === undefined ? {} : { Tags: [{ Key: tag.key, Value: tag.value }] }),
    }),
  );
  return bait;
};

const inspect = async (making: Making): Promise<readonly string[]> => {
  const found = await describe(making);
  if (found === undefined) return ['The parameter was deleted.'];
  const drift: string[] = [];
  if (found.Version !== undefined && found.Version > 1) drift.push('The value was changed.');
  if (found.Type !== 'SecureString') drift.push('The type was changed.');
  if (found.Tier !== undefined && found.Tier !== 'Standard')
    drift.push('The tier was changed: it costs by the month.');
  return drift;
};

export const parameterKind: Kind = {
  arn: (name, _path, { account, region }, partition) =>
    `arn:${partition}:ssm:${region}:${account}:parameter${name.startsWith('/') ? '' : '/'}${name}`,
  existsSince: async (making) => (await describe(making))?.LastModifiedDate,
  build,
  dismantle: async ({ apis, bait }) => {
    await ifThere(apis.ssm.deleteParameter({ Name: bait.name }));
  },
  inspect,
};
