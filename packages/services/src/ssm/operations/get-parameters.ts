import type {
  GetParametersRequest,
  GetParametersResult,
  Parameter as ShownParameter,
} from '@aws-sdk/client-ssm';
import { AwsError } from '@gatehouse/core';
import { type Call, reads } from '@gatehouse/service-kit';
import { authorizeParameter, touched } from '../access.ts';
import { parameterNotFound } from '../errors.ts';
import { readRef } from '../names.ts';
import type { SsmParts } from '../parts.ts';
import { readParameter } from '../reading.ts';
import { parameters } from '../repositories/parameters.ts';
import { readSecret, type SecretReference, secretReference } from '../secret-references.ts';

const LIMITS = {
  Names: { minLength: 1, maxLength: 10 },
  'Names[]': { minLength: 1, maxLength: 2048 },
} as const;

type Read = () => Promise<ShownParameter>;

/** What the names of the failed are listed for; everything else fails the whole request. */
const NOT_THERE: ReadonlySet<string> = new Set(['ParameterNotFound', 'ParameterVersionNotFound']);

const unlessMissing = async <Result>(
  act: () => Promise<Result> | Result,
): Promise<Result | undefined> => {
  try {
    return await act();
  } catch (error) {
    if (error instanceof AwsError && NOT_THERE.has(error.name)) return undefined;
    throw error;
  }
};

/** A reference with too many colons, or one that is not to be decrypted, is one of the invalid names. */
const referenceIn = (call: Call, name: string): SecretReference | 'malformed' | undefined => {
  try {
    return secretReference(call, name);
  } catch (error) {
    if (error instanceof AwsError) return 'malformed';
    throw error;
  }
};

/** Asks whether the caller may; how the parameter is read then, or undefined for a name that can be none. */
const permittedRead = async (
  parts: SsmParts,
  call: Call,
  name: string,
  decrypts: boolean,
): Promise<Read | undefined> => {
  const reference = referenceIn(call, name);
  if (reference === 'malformed') return undefined;
  if (reference !== undefined) {
    await call.authorize('ssm:GetParameters', reference.arn);
    return decrypts ? () => readSecret(call, reference, true) : undefined;
  }
  const named = await unlessMissing(() => readRef(call, name));
  if (named === undefined) return undefined;
  const parameter = await parameters.find(call.tx, named.ref);
  await authorizeParameter(call, 'GetParameters', named.ref, parameter);
  return async () => {
    if (parameter === undefined) throw parameterNotFound(name);
    touched(call, named.ref);
    return readParameter(parts, call, parameter, named, decrypts);
  };
};

const byName = ({ Name: one = '' }: ShownParameter, { Name: other = '' }: ShownParameter): number =>
  one < other ? -1 : Number(one > other);

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
export const getParameters = (parts: SsmParts) =>
  reads<GetParametersRequest, GetParametersResult>(
    { limits: LIMITS, partial: 'public parameters (/aws/service/…)' },
    async ({ Names, WithDecryption: decrypts = false }, call) => {
      const asked: (readonly [name: string, read: Read | undefined])[] = [];
      // All decisions before any answer.
      for (const name of new Set(Names))
        asked.push([name, await permittedRead(parts, call, name, decrypts)]);
      if (asked.every(([, read]) => read === undefined))
        await call.authorize('ssm:GetParameters', '*');
      const found: ShownParameter[] = [];
      const invalid: string[] = [];
      for (const [name, read] of asked) {
        const shown = read === undefined ? undefined : await unlessMissing(read);
        if (shown === undefined) invalid.push(name.trim());
        else found.push(shown);
      }
      return { Parameters: found.toSorted(byName), InvalidParameters: invalid };
    },
  );
