/** A statement of a key policy, as a person asks about it. */
export interface StatementInWords {
  readonly title: string;
  readonly allows: boolean;
  /** Whom it is about: principals as they are written, with what that means. */
  readonly principals: readonly { readonly name: string; readonly meaning: string }[];
  readonly kinds: readonly string[];
  readonly actions: readonly string[];
  readonly conditions: readonly string[];
  readonly remarks: readonly string[];
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

const listOf = (value: unknown): readonly string[] => {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map(textOf) : [textOf(value)];
};

const meaningOf = (kind: string, name: string): string => {
  if (name === '*') return 'everybody, in every account';
  if (kind === 'Service') return 'an AWS service';
  if (kind === 'Federated') return 'an identity provider';
  if (/^\d{12}$/.test(name) || /^arn:[a-z-]+:iam::\d{12}:root$/.test(name))
    return 'an account: there, whoever IAM policies allow';
  if (/^A(?:IDA|ROA)/.test(name)) return 'a user or role that was deleted';
  if (/:role\//.test(name)) return 'a role';
  if (/:user\//.test(name)) return 'a user';
  return /:assumed-role\//.test(name) ? 'one session of a role' : 'a principal';
};

const principalsOf = (value: unknown): StatementInWords['principals'] => {
  if (!isRecord(value))
    return listOf(value).map((name) => ({ name, meaning: meaningOf('AWS', name) }));
  return Object.entries(value).flatMap(([kind, names]) =>
    listOf(names).map((name) => ({ name, meaning: meaningOf(kind, name) })),
  );
};

const USES =
  /^kms:(?:Encrypt|Decrypt|ReEncrypt|GenerateDataKey|Sign|Verify|GenerateMac|VerifyMac|DeriveSharedSecret|Encapsulate|Decapsulate)/i;
const DELETES = /^kms:(?:ScheduleKeyDeletion|DeleteImportedKeyMaterial)/i;
const GRANTS = /^kms:(?:CreateGrant|RevokeGrant|(?:Create|Revoke)\*)/i;
const ADMINISTERS =
  /^kms:(?:Put|Create(?!Grant)|Enable|Disable|Update|Tag|Untag|Rotate|Replicate|Import)/i;
const READS = /^kms:(?:Describe|Get|List)/i;

const KINDS: readonly (readonly [pattern: RegExp, text: string])[] = [
  [USES, 'use the key'],
  [GRANTS, 'make or end grants'],
  [ADMINISTERS, 'administer it'],
  [DELETES, 'delete it'],
  [READS, 'look at it'],
];

const kindsOf = (actions: readonly string[]): readonly string[] =>
  actions.some((action) => action === '*' || action.toLowerCase() === 'kms:*')
    ? ['do everything with it']
    : KINDS.flatMap(([pattern, text]) =>
        actions.some((action) => pattern.test(action)) ? [text] : [],
      );

const conditionsOf = (value: unknown): readonly string[] =>
  isRecord(value)
    ? Object.entries(value).flatMap(([operator, keys]) =>
        isRecord(keys)
          ? Object.entries(keys).map(
              ([key, values]) => `${operator}: ${key} is ${listOf(values).join(' or ')}`,
            )
          : [],
      )
    : [];

const remarksOf = (of: Omit<StatementInWords, 'remarks' | 'title'>): readonly string[] => [
  ...(of.allows && of.conditions.length === 0 && of.principals.some(({ name }) => name === '*')
    ? ['Everybody in the world is allowed this, without a condition.']
    : []),
  ...(of.principals.some(({ meaning }) => meaning.endsWith('deleted'))
    ? ['It names somebody who no longer exists, and can be taken out.']
    : []),
];

const statementOf = (value: Readonly<Record<string, unknown>>, index: number): StatementInWords => {
  const except = value['NotAction'] !== undefined;
  const actions = listOf(value['Action'] ?? value['NotAction']);
  const of = {
    allows: value['Effect'] === 'Allow',
    principals: principalsOf(value['Principal'] ?? value['NotPrincipal']),
    kinds: except ? ['do everything but what is named'] : kindsOf(actions),
    actions,
    conditions: conditionsOf(value['Condition']),
  };
  const sid = value['Sid'];
  return {
    ...of,
    title: typeof sid === 'string' && sid !== '' ? sid : `Statement ${index + 1}`,
    remarks: [
      ...remarksOf(of),
      ...(value['NotPrincipal'] === undefined
        ? []
        : ['It is about everybody except the principals named.']),
    ],
  };
};

/** The statements of a policy; undefined when it is no policy. */
export const statementsOf = (document: string): readonly StatementInWords[] | undefined => {
  try {
    const parsed: unknown = JSON.parse(document);
    if (!isRecord(parsed)) return undefined;
    const statements: unknown = parsed['Statement'];
    const all: readonly unknown[] = Array.isArray(statements) ? statements : [statements];
    return all.filter(isRecord).map(statementOf);
  } catch {
    return undefined;
  }
};

/** Whether the account's IAM policies count at all: AWS KMS Developer Guide, "Default key policy". */
export const delegatesToIam = (statements: readonly StatementInWords[], account: string): boolean =>
  statements.some(
    ({ allows, principals, kinds }) =>
      allows &&
      kinds.length > 0 &&
      principals.some(({ name }) => name === account || name.endsWith(`::${account}:root`)),
  );
