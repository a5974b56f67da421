import { parseArn } from '@gatehouse/core';
import type { Call } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { invalidName } from './errors.ts';
import type { Secret, SecretRef } from './model.ts';
import { secrets } from './repositories/secrets.ts';

export const SECRET_ID = { SecretId: { minLength: 1, maxLength: 2048 } } as const;

const NAME = /^[A-Za-z0-9/_+=.@!-]{1,512}$/;
const SUFFIX = /^(.+)-[A-Za-z0-9]{6}$/;
const RESOURCE = 'secret:';
// The ARN of a secret that nobody has made ends in six characters that nobody knows.
const UNKNOWN = '??????';

export const requireName = (name: string): void => {
  if (!NAME.test(name)) throw invalidName();
};

export const secretArn = (
  { account, region, name }: SecretRef,
  suffix: string,
  partition = 'aws',
): string => `arn:${partition}:secretsmanager:${region}:${account}:${RESOURCE}${name}-${suffix}`;

/** A secret that a caller names, or what he would be asked about if it were there. */
export interface NamedSecret {
  readonly secret: Secret | undefined;
  readonly arn: string;
  readonly account: string;
}

const byArn = async (tx: Tx, region: string, text: string): Promise<NamedSecret | undefined> => {
  const arn = parseArn(text);
  if (arn === undefined || arn.service !== 'secretsmanager' || !arn.resource.startsWith(RESOURCE))
    return undefined;
  const { account } = arn;
  const rest = arn.resource.slice(RESOURCE.length);
  // A secret of another Region is not there, whoever it belongs to.
  const here = arn.region === region;
  const name = SUFFIX.exec(rest)?.[1];
  if (name !== undefined) {
    const found = here ? await secrets.find(tx, { account, region, name }) : undefined;
    if (found?.arn === text) return { secret: found, arn: found.arn, account };
  }
  // Secrets Manager User Guide, "Finding a secret from a partial ARN": without the hyphen and the six characters.
  const partial = here ? await secrets.find(tx, { account, region, name: rest }) : undefined;
  if (partial?.arn.startsWith(`${text}-`) === true)
    return { secret: partial, arn: partial.arn, account };
  return { secret: undefined, arn: name === undefined ? `${text}-${UNKNOWN}` : text, account };
};

/**
 * The secret behind a name, an ARN or an ARN without its last seven characters; a name is one of the caller's account.
 * @throws AwsError ValidationException for what could be none
 */
export const findSecret = async (
  call: Pick<Call, 'account' | 'partition' | 'region' | 'tx'>,
  secretId: string,
  acceptsLooseInput = false,
): Promise<NamedSecret> => {
  const { account, partition, region, tx } = call;
  if (secretId.startsWith('arn:')) {
    const named = await byArn(tx, region, secretId);
    if (named === undefined) throw invalidName();
    return named;
  }
  if (!acceptsLooseInput) requireName(secretId);
  const ref = { account, region, name: secretId };
  const secret = await secrets.find(tx, ref);
  return { secret, arn: secret?.arn ?? secretArn(ref, UNKNOWN, partition), account };
};
