import { type Constraints, type Context, type Grant, isConstrained } from '@gatehouse/access';
import { type Finding, type Inspection, isOfService, labelOf, type Rule } from './finding.ts';
import { commonContext, idleOperations } from './leftovers.ts';

/** What CreateGrant would be given. */
export interface GrantInput {
  readonly KeyId: string;
  readonly GranteePrincipal?: string;
  readonly GranteeServicePrincipal?: string;
  readonly RetiringPrincipal?: string;
  readonly RetiringServicePrincipal?: string;
  readonly Operations: readonly string[];
  readonly Constraints?: {
    readonly EncryptionContextEquals?: Readonly<Record<string, string>>;
    readonly EncryptionContextSubset?: Readonly<Record<string, string>>;
    readonly SourceArn?: string;
  };
  readonly Name?: string;
}

/**
 * `safe`: nobody can be using it, or another grant permits the same. `review`: it rests on what CloudTrail shows, which
 * is not everything.
 */
export interface Step {
  readonly action: 'create-grant' | 'revoke-grant' | 'retire-grant';
  readonly risk: 'safe' | 'review';
  /** The grant that ends, or that is replaced. */
  readonly grantId: string;
  readonly keyArn: string;
  /** Of create-grant. */
  readonly input: GrantInput | undefined;
  readonly reason: string;
  readonly command: string;
  /** The step that must have succeeded before, by its place in the plan from 0. */
  readonly after: number | undefined;
}

const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

const recordOf = (context: Context): Readonly<Record<string, string>> =>
  Object.fromEntries(context);

const constraintInput = ({
  equals,
  subset,
  sourceArn,
}: Constraints): GrantInput['Constraints'] => ({
  ...(equals === undefined ? {} : { EncryptionContextEquals: recordOf(equals) }),
  ...(subset === undefined ? {} : { EncryptionContextSubset: recordOf(subset) }),
  ...(sourceArn === undefined ? {} : { SourceArn: sourceArn }),
});

const retiringInput = ({
  retiring,
  byServiceName,
}: Grant): Pick<GrantInput, 'RetiringPrincipal' | 'RetiringServicePrincipal'> => {
  if (retiring === undefined) return {};
  return byServiceName.retiring
    ? { RetiringServicePrincipal: retiring }
    : { RetiringPrincipal: retiring };
};

const inputOf = (
  grant: Grant,
  operations: readonly string[],
  constraints: Constraints,
): GrantInput => {
  const given = constraintInput(constraints);
  return {
    KeyId: grant.keyArn,
    ...(grant.byServiceName.grantee
      ? { GranteeServicePrincipal: grant.grantee }
      : { GranteePrincipal: grant.grantee }),
    ...retiringInput(grant),
    Operations: operations,
    ...(isConstrained(constraints) && given !== undefined ? { Constraints: given } : {}),
    ...(grant.name === '' ? {} : { Name: grant.name }),
  };
};

const OPTIONS = [
  ['GranteePrincipal', '--grantee-principal'],
  ['GranteeServicePrincipal', '--grantee-service-principal'],
  ['RetiringPrincipal', '--retiring-principal'],
  ['RetiringServicePrincipal', '--retiring-service-principal'],
  ['Name', '--name'],
] as const;

const regionOf = (arn: string): string => arn.split(':')[3] ?? '';

const createCommand = (input: GrantInput): string => {
  const words = [
    'aws kms create-grant',
    '--region',
    regionOf(input.KeyId),
    '--key-id',
    input.KeyId,
  ];
  for (const [member, option] of OPTIONS) {
    const value = input[member];
    if (value !== undefined) words.push(option, quoted(value));
  }
  words.push('--operations', ...input.Operations);
  if (input.Constraints !== undefined)
    words.push('--constraints', quoted(JSON.stringify(input.Constraints)));
  return words.join(' ');
};

const endCommand = (action: 'revoke-grant' | 'retire-grant', { keyArn, id }: Grant): string =>
  `aws kms ${action} --region ${regionOf(keyArn)} --key-id ${keyArn} --grant-id ${id}`;

type Ending = Omit<Step, 'after'>;

/** Whoever is named to retire a grant need not be allowed to revoke it. */
const ending = (
  grant: Grant,
  caller: string | undefined,
  risk: Step['risk'],
  reason: string,
): Ending => {
  const retires = grant.retiring !== undefined && grant.retiring === caller;
  const action = retires ? 'retire-grant' : 'revoke-grant';
  return {
    action,
    risk,
    grantId: grant.id,
    keyArn: grant.keyArn,
    input: undefined,
    reason,
    command: endCommand(action, grant),
  };
};

/** What ends a grant altogether, the surest reason first. */
const ENDINGS: readonly (readonly [Rule, Step['risk']])[] = [
  ['grantee-gone', 'safe'],
  ['resource-gone', 'safe'],
  ['duplicate', 'safe'],
  ['unused-grant', 'review'],
];

const endingOf = (
  grant: Grant,
  findings: readonly Finding[],
  caller: string | undefined,
): Ending | undefined => {
  for (const [rule, risk] of ENDINGS) {
    const found = findings.find(
      (finding) =>
        finding.rule === rule && (rule !== 'duplicate' || finding.grants[0] !== grant.id),
    );
    if (found !== undefined)
      return ending(grant, caller, risk, `${found.title}: ${labelOf(grant)}`);
  }
  return undefined;
};

interface Replacement {
  readonly create: Ending;
  readonly end: Ending;
}

/** A narrower grant that permits all that was used, by which a wide one can be replaced. */
const replacementOf = (
  grant: Grant,
  findings: readonly Finding[],
  inspection: Inspection,
  caller: string | undefined,
): Replacement | undefined => {
  if (isOfService(grant)) return undefined;
  const rules = new Set(findings.map(({ rule }) => rule));
  const idle = rules.has('unused-operations') ? idleOperations(grant, inspection) : [];
  const isOpen = ['no-constraint', 'delegates-unconstrained', 'unlimited'].some((rule) =>
    findings.some((finding) => finding.rule === rule),
  );
  const subset =
    isOpen && !isConstrained(grant.constraints) ? commonContext(grant, inspection) : undefined;
  if (idle.length === 0 && subset === undefined) return undefined;
  const operations = grant.operations.filter((one) => !idle.includes(one));
  const constraints = subset === undefined ? grant.constraints : { subset };
  const input = inputOf(grant, operations, constraints);
  const changes = [
    ...(idle.length === 0 ? [] : [`without ${idle.join(', ')}`]),
    ...(subset === undefined ? [] : ['only for the encryption context that every use had']),
  ].join(', ');
  return {
    create: {
      action: 'create-grant',
      risk: 'review',
      grantId: grant.id,
      keyArn: grant.keyArn,
      input,
      reason: `A narrower one in place of ${labelOf(grant)}: ${changes}`,
      command: createCommand(input),
    },
    end: ending(grant, caller, 'review', `Replaced by the narrower one: ${labelOf(grant)}`),
  };
};

/**
 * What puts the findings right: first what is new, so that nothing in use is ever without a grant, then what ends. The
 * grants that a grantee made of one that ends stay: KMS keeps them.
 */
export const planOf = (
  findings: readonly Finding[],
  inspection: Inspection,
  caller: string | undefined,
): readonly Step[] => {
  const byGrant = new Map<string, Finding[]>();
  for (const finding of findings)
    for (const id of finding.grants) byGrant.set(id, [...(byGrant.get(id) ?? []), finding]);
  const creations: Ending[] = [];
  const endings: { readonly end: Ending; readonly creation: number | undefined }[] = [];
  for (const grant of inspection.facts.grants) {
    const own = byGrant.get(grant.id) ?? [];
    const end = endingOf(grant, own, caller);
    if (end !== undefined) endings.push({ end, creation: undefined });
    else {
      const replacement = replacementOf(grant, own, inspection, caller);
      if (replacement !== undefined) {
        endings.push({ end: replacement.end, creation: creations.length });
        creations.push(replacement.create);
      }
    }
  }
  const ordered = endings.toSorted(
    (a, b) => Number(a.end.risk === 'review') - Number(b.end.risk === 'review'),
  );
  return [
    ...creations.map((step) => ({ ...step, after: undefined })),
    ...ordered.map(({ end, creation }) => ({ ...end, after: creation })),
  ];
};
