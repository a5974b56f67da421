import type { Eligible, FieldRule, NewRequest } from '../../../access/broker-types.ts';

/** What the form holds; all of it is checked again by the broker. */
export interface Draft {
  readonly chosen: readonly Eligible[];
  readonly justification: string;
  readonly durationSeconds: number;
  readonly fields: Readonly<Record<string, string>>;
  /** `YYYY-MM-DD` and `HH:MM` in the reader's own time zone; empty starts at approval. */
  readonly startDate: string;
  readonly startTime: string;
  readonly sessionPolicy: string;
  readonly breakGlass: boolean;
}

const HOUR = 3600;

export const EMPTY: Draft = {
  chosen: [],
  justification: '',
  durationSeconds: HOUR,
  fields: {},
  startDate: '',
  startTime: '',
  sessionPolicy: '',
  breakGlass: false,
};

/** The longest that all chosen targets admit, in seconds. */
export const longest = ({ chosen, breakGlass }: Draft): number =>
  Math.min(
    ...chosen.map(({ maxDurationSeconds, breakGlassSeconds }) =>
      breakGlass ? (breakGlassSeconds ?? 0) : maxDurationSeconds,
    ),
    12 * HOUR,
  );

/** Fields that any of the chosen targets asks for, each once. */
export const fieldsOf = ({ chosen }: Draft): readonly FieldRule[] => [
  ...new Map(chosen.flatMap(({ fields }) => fields.map((field) => [field.name, field]))).values(),
];

export const offersBreakGlass = ({ chosen }: Draft): boolean =>
  chosen.length > 0 && chosen.every(({ breakGlassSeconds }) => breakGlassSeconds !== undefined);

const startOf = ({ startDate, startTime }: Draft): string | undefined =>
  startDate === '' ? undefined : new Date(`${startDate}T${startTime || '00:00'}`).toISOString();

/** The request that the form stands for. */
export const requestOf = (draft: Draft): NewRequest => {
  const startAt = startOf(draft);
  const fields = Object.fromEntries(
    fieldsOf(draft)
      .map(({ name }) => [name, (draft.fields[name] ?? '').trim()] as const)
      .filter(([, value]) => value !== ''),
  );
  return {
    targets: draft.chosen.map(({ target: { account, roleArn } }) => ({ account, roleArn })),
    justification: draft.justification.trim(),
    durationSeconds: Math.min(draft.durationSeconds, longest(draft)),
    fields,
    breakGlass: draft.breakGlass && offersBreakGlass(draft),
    ...(startAt === undefined ? {} : { startAt }),
    ...(draft.sessionPolicy.trim() === '' ? {} : { sessionPolicy: draft.sessionPolicy }),
  };
};
