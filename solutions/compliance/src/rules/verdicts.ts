import type { Evidence, Parameters, SecretFacts, Severity, Verdict } from '../model.ts';
import type { Readers } from '../readers/who-can-read.ts';

/** What a rule is asked with. */
export interface Circumstances {
  readonly now: Date;
  readonly parameters: Parameters;
  /** Undefined: nobody asked who can read it. */
  readonly readers: Readers | undefined;
}

export type Judge = (secret: SecretFacts, circumstances: Circumstances) => Verdict;

type Lines = readonly (Evidence | undefined)[];

const told = (lines: Lines): readonly Evidence[] => lines.filter((line) => line !== undefined);

export const line = (name: string, value: string | Date | undefined): Evidence | undefined => {
  if (value === undefined) return undefined;
  return { name, value: typeof value === 'string' ? value : value.toISOString() };
};

export const failed = (text: string, lines: Lines = [], severity?: Severity): Verdict => ({
  status: 'failed',
  text,
  evidence: told(lines),
  ...(severity === undefined ? {} : { severity }),
});

export const passed = (text: string, lines: Lines = [], until?: Date): Verdict => ({
  status: 'passed',
  text,
  evidence: told(lines),
  until,
});

export const notApplicable = (text: string, lines: Lines = []): Verdict => ({
  status: 'not-applicable',
  text,
  evidence: told(lines),
});

export const unknown = (text: string, lines: Lines = []): Verdict => ({
  status: 'unknown',
  text,
  evidence: told(lines),
});

/** A replica has the values and the rotation of its primary, which is judged instead. */
export const isReplica = ({ primaryRegion, region }: SecretFacts): boolean =>
  primaryRegion !== undefined && primaryRegion !== region;

export const judgedAtPrimary = ({ primaryRegion = '' }: SecretFacts): Verdict =>
  notApplicable(`It is a replica: its primary in ${primaryRegion} is judged.`);
