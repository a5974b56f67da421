import type {
  GetParametersRequest,
  GetParametersResult,
  Parameter as ShownParameter,
} from '@aws-sdk/client-ssm';
import { AwsError } from '@gatehouse/core';
import { type Call, reads } from '@gatehouse/service-kit';
import { authorizeParameter, touched } from '../access.ts';
import type { Parameter } from '../model.ts';
import { type NamedRef, readRef } from '../names.ts';
import type { SsmParts } from '../parts.ts';
import { readParameter } from '../reading.ts';
import { parameters } from '../repositories/parameters.ts';

const LIMITS = {
  Names: { minLength: 1, maxLength: 10 },
  'Names[]': { minLength: 1, maxLength: 2048 },
} as const;

interface Asked extends NamedRef {
  readonly parameter: Parameter | undefined;
}

/** A name with too many colons names nothing; one that is no name at all fails the whole request. */
const namedOrNone = (call: Call, name: string): NamedRef | undefined => {
  try {
    return readRef(call, name);
  } catch (error) {
    if (error instanceof AwsError && error.name === 'ParameterNotFound') return undefined;
    throw error;
  }
};

const find = async (call: Call, named: NamedRef): Promise<Asked> => {
  const parameter = await parameters.find(call.tx, named.ref);
  await authorizeParameter(call, 'GetParameters', named.ref, parameter);
  if (parameter !== undefined) touched(call, named.ref);
  return { ...named, parameter };
};

const byName = ({ Name: one = '' }: ShownParameter, { Name: other = '' }: ShownParameter): number =>
  one < other ? -1 : Number(one > other);

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
export const getParameters = (parts: SsmParts) =>
  reads<GetParametersRequest, GetParametersResult>(
    { limits: LIMITS, partial: 'public parameters and references to secrets (/aws/…)' },
    async ({ Names, WithDecryption }, call) => {
      const names = [...new Set(Names)];
      const invalid: string[] = [];
      const asked: Asked[] = [];
      for (const name of names) {
        const named = namedOrNone(call, name);
        if (named === undefined) invalid.push(name);
        else asked.push(await find(call, named));
      }
      // Who may ask for none of them is told nothing of any.
      if (asked.length === 0) await call.authorize('ssm:GetParameters', '*');
      const found = [];
      for (const { parameter, ...named } of asked)
        try {
          if (parameter === undefined) invalid.push(named.given);
          else
            found.push(await readParameter(parts, call, parameter, named, WithDecryption === true));
        } catch (error) {
          if (!(error instanceof AwsError) || error.name !== 'ParameterVersionNotFound')
            throw error;
          invalid.push(named.given);
        }
      return { Parameters: found.toSorted(byName), InvalidParameters: invalid };
    },
  );
