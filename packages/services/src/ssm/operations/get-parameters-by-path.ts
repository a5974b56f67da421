import type { GetParametersByPathRequest, GetParametersByPathResult } from '@aws-sdk/client-ssm';
import { type Call, reads } from '@gatehouse/service-kit';
import { touched } from '../access.ts';
import { nextToken, pathInvalid } from '../errors.ts';
import { checkedFilters, FILTERS } from '../filters.ts';
import { list, type ListedParameter } from '../list.ts';
import { checkedPath, refOf } from '../names.ts';
import type { SsmParts } from '../parts.ts';
import type { Range } from '../repositories/parameters.ts';
import { versions } from '../repositories/versions.ts';
import { shownParameter } from '../views.ts';

const LIMITS = {
  Path: { minLength: 1, maxLength: 2048 },
  MaxResults: { minValue: 1, maxValue: 10 },
  NextToken: { maxLength: 4096 },
  ...FILTERS,
} as const;

const MOST = 10;

const rangeOf = (path: string, recursive: boolean): Range => {
  if (!recursive) return { parent: path };
  return path === '' ? {} : { prefix: `${path}/` };
};

const shown = async (
  parts: SsmParts,
  call: Call,
  { parameter, version }: ListedParameter,
  decrypts: boolean,
) => {
  touched(call, parameter);
  const read =
    version === undefined ? undefined : await versions.find(call.tx, parameter.id, version);
  return shownParameter(parts, call, parameter, read ?? parameter.latest, { decrypts });
};

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html */
export const getParametersByPath = (parts: SsmParts) =>
  reads<GetParametersByPathRequest, GetParametersByPathResult>(
    { limits: LIMITS, partial: 'public parameters (/aws/service/…)' },
    async (input, call) => {
      const { Path: given = '', Recursive: recursive = false, WithDecryption: decrypts } = input;
      if (!given.trim().startsWith('/')) throw pathInvalid();
      const path = checkedPath(given);
      // Who may ask for a path may have all that is in it, whatever is said of what lies deeper (API reference, `Recursive`).
      const { arn } = refOf(call, given.trim().slice(1), call.partition);
      await call.authorize('ssm:GetParametersByPath', arn, { 'ssm:Recursive': recursive });
      const filters = checkedFilters(input.ParameterFilters, true);
      const { account, region } = call;
      const asking = ['GetParametersByPath', account, region, path, recursive, filters];
      const opened =
        input.NextToken === undefined ? undefined : parts.pages.open(asking, input.NextToken);
      if (input.NextToken !== undefined && opened === undefined) throw nextToken();
      const { found, next } = await list(call.tx, {
        scope: { account, region },
        range: rangeOf(path, recursive),
        filters,
        after: opened === undefined ? undefined : String(opened[0]),
        limit: input.MaxResults ?? MOST,
      });
      const Parameters = [];
      for (const one of found) Parameters.push(await shown(parts, call, one, decrypts === true));
      return {
        Parameters,
        NextToken: next === undefined ? undefined : parts.pages.seal(asking, [next]),
      };
    },
  );
