import { ChoiceField } from './choice-field.tsx';
import { TextField } from './text-field.tsx';
import type { ChangeDraft } from './use-draft.ts';

/** A choice of the last minutes, or two times. */
export interface TimeRange {
  /** Minutes, or `between`. */
  readonly range: string;
  readonly from: string;
  readonly to: string;
}

interface Props {
  readonly draft: TimeRange;
  readonly change: ChangeDraft<TimeRange>;
  /** With `between` for two times. */
  readonly ranges: readonly (readonly [value: string, label: string])[];
}

/** A time range, and where it is between two times, both. */
export const TimeRangeFields = ({ draft, change, ranges }: Props) => (
  <>
    <ChoiceField
      label="Time range"
      value={draft.range}
      options={ranges}
      change={(range) => change({ range })}
    />
    {draft.range === 'between' ? (
      <>
        <TextField
          label="From"
          placeholder="2026-03-14T09:00:00Z"
          value={draft.from}
          change={(from) => change({ from })}
        />
        <TextField
          label="Until"
          placeholder="2026-03-14T10:00:00Z"
          value={draft.to}
          change={(to) => change({ to })}
        />
      </>
    ) : null}
  </>
);
