import SpaceBetween from '@cloudscape-design/components/space-between';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { type RotationDraft, WEEKDAYS } from './draft.ts';

export interface RotationFieldsProps {
  readonly draft: RotationDraft;
  readonly change: (part: Partial<RotationDraft>) => void;
}

const UNITS = { hours: 'Hours', days: 'Days', weeks: 'Weeks', months: 'Months' } as const;

const unitOf = (value: string): RotationDraft['unit'] =>
  value === 'hours' || value === 'weeks' || value === 'months' ? value : 'days';

const CONSTRAINTS = {
  hours: 'At least 4',
  days: 'At most 999; from a start time, every so many days of each month',
  weeks: '1 to 4: every week, or the second and fourth, the third, the fourth of each month',
  months: '1 to 12, from January on',
} as const;

const DAYS: readonly (readonly [string, string])[] = [
  ...Array.from({ length: 31 }, (_, at) => [String(at + 1), String(at + 1)] as const),
  ['last', 'Last day'],
];

/** How often, in fields, without knowing of cron. */
export const ScheduleBuilder = ({ draft, change }: RotationFieldsProps) => (
  <SpaceBetween size="m">
    <ChoiceField
      label="Time unit"
      value={draft.unit}
      options={Object.entries(UNITS)}
      change={(unit) => change({ unit: unitOf(unit) })}
    />
    <TextField
      label={UNITS[draft.unit]}
      constraint={CONSTRAINTS[draft.unit]}
      value={draft.every}
      change={(every) => change({ every })}
    />
    {draft.unit === 'weeks' ? (
      <ChoiceField
        label="Day of week"
        value={draft.weekday}
        options={WEEKDAYS}
        change={(weekday) => change({ weekday })}
      />
    ) : null}
    {draft.unit === 'months' ? (
      <ChoiceField
        label="Day of month"
        value={draft.day}
        options={DAYS}
        change={(day) => change({ day })}
      />
    ) : null}
    {draft.unit === 'hours' ? null : (
      <TextField
        label={draft.unit === 'days' ? 'Start time (optional)' : 'Start time'}
        description="The hour of the UTC day at which the window opens."
        constraint="00 to 23"
        value={draft.hour}
        change={(hour) => change({ hour })}
      />
    )}
  </SpaceBetween>
);
