import type { ReportedAlert } from '../../../api/detection/model.ts';
import type { SuppressionForm } from '../../../api/detection/settings.ts';

/** A suppression as a form has it: lists are one a line. */
export interface SuppressionDraft {
  readonly name: string;
  readonly reason: string;
  /** Days from now; empty: it does not end. */
  readonly days: string;
  readonly rule: string;
  readonly actor: string;
  readonly account: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly resource: string;
  readonly pattern: string;
}

export const LISTS = [
  ['rule', 'Rules', 'Ids, may hold *'],
  ['actor', 'Actors', 'ARNs of users, roles or sessions, may hold *'],
  ['account', 'Accounts', ''],
  ['sourceIp', 'Addresses', 'Addresses and CIDR ranges'],
  ['userAgent', 'User agents', 'May hold *'],
  ['resource', 'Resources', 'ARNs or names, may hold *'],
  ['pattern', 'Filter patterns', '{ $.requestParameters.bucketName = "logs" }'],
] as const satisfies readonly (readonly [keyof SuppressionForm, string, string])[];

export const NEW_SUPPRESSION: SuppressionDraft = {
  name: '',
  reason: '',
  days: '90',
  rule: '',
  actor: '',
  account: '',
  sourceIp: '',
  userAgent: '',
  resource: '',
  pattern: '',
};

/** For alerts like this one: the same rule and the same actors. */
export const suppressionLike = ({ rule, actors }: ReportedAlert): SuppressionDraft => ({
  ...NEW_SUPPRESSION,
  name: `${rule.id} by ${actors.map((actor) => actor.split('/').at(-1) ?? actor).join(', ')}`.slice(
    0,
    120,
  ),
  rule: rule.id,
  actor: actors.join('\n'),
});

const DAY = 86_400_000;

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

export const formOf = (draft: SuppressionDraft): SuppressionForm => ({
  name: draft.name.trim(),
  reason: draft.reason.trim(),
  ...(draft.days === ''
    ? {}
    : { expires: new Date(Date.now() + Number(draft.days) * DAY).toISOString() }),
  ...Object.fromEntries(
    LISTS.flatMap(([name]) => {
      const values = linesOf(draft[name]);
      return values.length === 0 ? [] : [[name, values]];
    }),
  ),
});

export const isIncomplete = (draft: SuppressionDraft): boolean =>
  draft.name.trim() === '' ||
  draft.reason.trim() === '' ||
  LISTS.every(([name]) => linesOf(draft[name]).length === 0);
