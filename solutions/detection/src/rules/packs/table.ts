import type { RuleSpec } from '../model.ts';

/** A row of a pack: what is usual may be left out. */
export type Row = Omit<RuleSpec, 'references' | 'nextSteps'> & {
  readonly references?: readonly string[];
  readonly nextSteps: readonly string[];
};

export const rows = (table: readonly Row[]): readonly RuleSpec[] =>
  table.map((row) => ({ ...row, references: row.references ?? [] }));

/** A condition that one of some calls has been made, optionally with more to it. */
export const calls = (source: string, names: readonly string[], more = ''): string => {
  const one = names.map((name) => `$.eventName = "${name}"`).join(' || ');
  return `{ $.eventSource = "${source}.amazonaws.com" && (${one})${more === '' ? '' : ` && ${more}`} }`;
};

/** Pipelines do it every day; a person at the console now and then. */
export const ROUTINE = { pipeline: 'LOW' } as const;
export const ROUTINE_OF_PEOPLE = { pipeline: 'LOW', console: 'LOW' } as const;

/** With the long-term key of a user, as few deployments are nowadays. */
export const BY_USER = '$.userIdentity.type = "IAMUser"';
