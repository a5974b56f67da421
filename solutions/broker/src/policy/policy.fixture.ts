import type { Account, Actor, BrokeredRole, Catalog, Membership } from '../model/index.ts';
import { compilePolicy, type CompiledPolicy } from './compile.ts';
import { parsePolicy, problemText } from './parse.ts';

/** Somebody whose person id is `id`. */
export const member = (
  id: string,
  groups: readonly string[],
  attributes: Readonly<Record<string, string>> = {},
): Membership => ({
  person: { id, issuer: 'https://issuer.example', subject: id, name: id, email: undefined },
  groups: new Set(groups),
  attributes: new Map(Object.entries(attributes)),
  active: true,
});

export const actor = (id: string, groups: readonly string[]): Actor => ({
  membership: member(id, groups),
  sourceIp: '192.0.2.7',
  userAgent: 'test',
});

export interface AccountSketch {
  readonly id: string;
  readonly units?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly roles: readonly string[];
}

export const roleArn = (account: string, role: string): string =>
  `arn:aws:iam::${account}:role/${role}`;

export const target = (
  account: string,
  role: string,
): { readonly account: string; readonly roleArn: string } => ({
  account,
  roleArn: roleArn(account, role),
});

export const catalogOf = (sketches: readonly AccountSketch[]): Catalog => {
  const accounts = new Map<string, Account>();
  const roles = new Map<string, BrokeredRole>();
  for (const { id, units = [], tags = {}, roles: names } of sketches) {
    accounts.set(id, {
      id,
      name: `account ${id}`,
      units,
      tags: new Map(Object.entries(tags)),
    });
    for (const name of names) {
      const arn = roleArn(id, name);
      roles.set(arn, { account: id, arn, name, maxSessionSeconds: 3600 });
    }
  }
  return { version: 1, accounts, roles };
};

/** A document from its rules, in YAML; `more` are other members at the top. */
export const documentText = (rules: string, more = ''): string =>
  `version: 1
settings:
  policyAdministrators: { groups: [policy-admins] }
  auditors: { groups: [auditors] }
  enders: { groups: [enders] }
${more}
rules:${rules === '' ? ' []' : `\n${rules}`}
`;

export const compiled = (rules: string, more = '', version = 1): CompiledPolicy => {
  const answer = parsePolicy(documentText(rules, more));
  if (!answer.ok) throw new Error(answer.problems.map(problemText).join('\n'));
  return compilePolicy(answer.document, version);
};
