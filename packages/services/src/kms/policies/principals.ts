import { parseArn } from '@gatehouse/core';
import { type CompiledPolicy, principalsOf } from '@gatehouse/policy';
import { type PrincipalPort, withPrincipalNames } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { policyPrincipalsInvalid } from '../keys/errors.ts';

const ACCOUNT = /^[0-9]{12}$/;
const UNIQUE_ID = /^(?:AIDA|AROA)[A-Z0-9]{12,124}$/;
const SERVICE = /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}$/;

const required = async (principals: PrincipalPort, tx: Tx, arn: string): Promise<string> => {
  const id = await principals.idOf(tx, arn);
  if (id === undefined) throw policyPrincipalsInvalid();
  return id;
};

/** The unique id behind an `AWS` principal's ARN; undefined where none is kept; throws when it names nobody. */
const uniqueIdOf = async (
  principals: PrincipalPort,
  tx: Tx,
  value: string,
): Promise<string | undefined> => {
  const arn = parseArn(value);
  if (arn === undefined) {
    if (UNIQUE_ID.test(value) && (await principals.arnOf(tx, value)) !== undefined)
      return undefined;
    throw policyPrincipalsInvalid();
  }
  const [kind = '', name = ''] = arn.resource.split('/');
  if (arn.region !== '' || !ACCOUNT.test(arn.account)) throw policyPrincipalsInvalid();
  if (arn.service === 'iam' && arn.resource === 'root') return undefined;
  if (arn.service === 'iam') return required(principals, tx, value);
  if (arn.service !== 'sts' || name === '') throw policyPrincipalsInvalid();
  if (kind === 'assumed-role')
    await required(principals, tx, `arn:${arn.partition}:iam::${arn.account}:role/${name}`);
  else if (kind !== 'federated-user') throw policyPrincipalsInvalid();
  return undefined;
};

/**
 * Unique ids by the ARNs of the users and roles that a key policy names; throws MalformedPolicyDocumentException where
 * one does not exist (AWS KMS Developer Guide, "Key policies": principals must exist when the policy is put).
 */
export const principalIds = async (
  principals: PrincipalPort,
  tx: Tx,
  policy: CompiledPolicy,
): Promise<ReadonlyMap<string, string>> => {
  const ids = new Map<string, string>();
  for (const { type, value } of principalsOf(policy)) {
    if (type === 'Service' && !SERVICE.test(value)) throw policyPrincipalsInvalid();
    if (type === 'CanonicalUser') throw policyPrincipalsInvalid();
    if (type !== 'AWS' || value === '*' || ACCOUNT.test(value)) continue;
    const id = await uniqueIdOf(principals, tx, value);
    if (id !== undefined) ids.set(value, id);
  }
  return ids;
};

/**
 * A key policy as it reads today: a principal that is gone is shown by its unique id, also when another one has its name
 * now (IAM User Guide, "AWS JSON policy elements: Principal").
 */
export const shownPolicy = async (
  principals: PrincipalPort,
  tx: Tx,
  {
    document,
    principals: ids,
  }: { readonly document: string; readonly principals: ReadonlyMap<string, string> },
): Promise<string> => {
  const names = new Map<string, string>();
  for (const [arn, id] of ids) {
    const now = (await principals.arnOf(tx, id)) ?? id;
    if (now !== arn) names.set(arn, now);
  }
  return names.size === 0 ? document : withPrincipalNames(document, names, 2);
};
