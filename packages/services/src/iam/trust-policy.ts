import { parseArn } from '@gatehouse/core';
import { type CompiledPolicy, principalsOf } from '@gatehouse/policy';
import { withPrincipalNames } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { type CompiledPolicies, checkedPolicy, policySize } from './documents.ts';
import { limitExceeded } from './errors.ts';
import { invalidPrincipal, malformedPolicy } from './policy-errors.ts';
import { holders } from './repositories/holders.ts';
import { type Role, roles } from './repositories/roles.ts';

/** IAM and AWS STS quotas: "Role trust policy length". */
const MOST_CHARACTERS = 2048;
const ACCOUNT = /^[0-9]{12}$/;
const UNIQUE_ID = /^(?:AIDA|AROA)[A-Z0-9]{12,124}$/;
export type Trust = Pick<Role, 'trustDocument' | 'trustPrincipals'>;

/** The unique id behind an `AWS` principal's ARN; undefined where none is kept; throws when it names nobody. */
const uniqueIdOf = async (tx: Tx, value: string): Promise<string | undefined> => {
  const arn = parseArn(value);
  if (arn === undefined) {
    if (UNIQUE_ID.test(value) && (await holders.byId(tx, value)) !== undefined) return undefined;
    throw invalidPrincipal('AWS', value);
  }
  const [kind = '', name = ''] = arn.resource.split('/');
  if (arn.region !== '' || !ACCOUNT.test(arn.account)) throw invalidPrincipal('AWS', value);
  if (arn.service === 'sts') {
    const known =
      kind === 'federated-user' ||
      (kind === 'assumed-role' && (await roles.find(tx, arn.account, name)) !== undefined);
    if (!known) throw invalidPrincipal('AWS', value);
    return undefined;
  }
  if (arn.service === 'iam' && arn.resource === 'root') return undefined;
  const holder = kind === 'group' ? undefined : await holders.byArn(tx, value);
  if (holder === undefined) throw invalidPrincipal('AWS', value);
  return holder.id;
};

/** Text that is no attempt at a policy, as test suites of emulators hand it in: `some policy`, `{}`. */
export const isPlainText = (document: string): boolean => {
  const text = document.trim();
  return !text.startsWith('{') || text.slice(1).trim() === '}';
};

const NOBODY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' }],
});

/** A stored trust policy, ready for decisions; plain text trusts nobody. */
export const compiledTrust = (
  compiled: CompiledPolicies,
  { trustDocument, trustPrincipals }: Trust,
): CompiledPolicy =>
  isPlainText(trustDocument)
    ? compiled.of(NOBODY, 'trust')
    : compiled.of(trustDocument, 'trust', trustPrincipals);

/** IAM has other words for text that is no JSON here than for other policies. */
const requireJson = (document: string): void => {
  try {
    JSON.parse(document);
  } catch {
    throw malformedPolicy('This policy contains invalid Json');
  }
};

/** A request's trust policy, checked as IAM does: its grammar, its length and that whom it names exists. */
export const checkedTrust = async (
  tx: Tx,
  compiled: CompiledPolicies,
  document: string,
  acceptsPlainText = false,
): Promise<Trust> => {
  if (acceptsPlainText && isPlainText(document))
    return { trustDocument: document, trustPrincipals: new Map() };
  requireJson(document);
  const policy = checkedPolicy(compiled, document, 'trust');
  if (policySize(document) > MOST_CHARACTERS)
    throw limitExceeded('ACLSizePerRole', MOST_CHARACTERS);
  const ids = new Map<string, string>();
  for (const { type, value } of principalsOf(policy)) {
    if (type !== 'AWS' || value === '*' || ACCOUNT.test(value)) continue;
    const id = await uniqueIdOf(tx, value);
    if (id !== undefined) ids.set(value, id);
  }
  return { trustDocument: document, trustPrincipals: ids };
};

/**
 * A trust policy as it reads today. IAM keeps unique ids: a principal that is gone is shown by its id, also when
 * another one has its name now, and one that was renamed by its new ARN.
 */
export const shownTrust = async (tx: Tx, trust: Trust): Promise<string> => {
  const names = new Map<string, string>();
  for (const [arn, id] of trust.trustPrincipals) {
    const now = (await holders.byId(tx, id))?.arn ?? id;
    if (now !== arn) names.set(arn, now);
  }
  return names.size === 0 ? trust.trustDocument : withPrincipalNames(trust.trustDocument, names);
};
