import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Toggle from '@cloudscape-design/components/toggle';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { useFunctions } from '../shared/use-functions.ts';
import { type RotationFieldsProps, ScheduleBuilder } from './builder.tsx';
import { ScheduleSummary } from './summary.tsx';
import type { ScheduleCheck } from './use-schedule.ts';

interface Props extends RotationFieldsProps {
  readonly check: ScheduleCheck;
  /** A service rotates it, without a function. Default: false. */
  readonly managed?: boolean;
}

const ScheduleFields = ({ draft, change, check }: Props) => (
  <SpaceBetween size="m">
    <FormField label="Rotation schedule">
      <RadioGroup
        value={draft.by}
        items={[
          { value: 'builder', label: 'Schedule expression builder' },
          { value: 'expression', label: 'Schedule expression' },
        ]}
        onChange={({ detail }) =>
          change(
            detail.value === 'expression'
              ? {
                  by: 'expression',
                  expression: check.explained?.expression ?? draft.expression,
                }
              : { by: 'builder' },
          )
        }
      />
    </FormField>
    {draft.by === 'builder' ? (
      <ScheduleBuilder draft={draft} change={change} />
    ) : (
      <FormField
        label="Schedule expression"
        constraintText="rate(10 days), or cron(minutes hours day-of-month month day-of-week year): minutes 0, year *, in UTC"
      >
        <Input
          value={draft.expression}
          placeholder="cron(0 1 ? 3/3 1L *)"
          onChange={({ detail }) => change({ expression: detail.value })}
        />
      </FormField>
    )}
    <FormField
      label="Window duration (optional)"
      description="Within it the secret is rotated, at any time. It ends on the day it begins, before the next one opens."
      constraintText="In hours, as 3h. Without it: one hour where the schedule is in hours, else to the end of the day."
      errorText={check.durationFault}
    >
      <Input value={draft.duration} onChange={({ detail }) => change({ duration: detail.value })} />
    </FormField>
    <div aria-live="polite">
      {check.fault === undefined ? null : (
        <StatusIndicator type="warning">{check.fault}</StatusIndicator>
      )}
      {check.explained?.words === undefined || check.fault !== undefined ? null : (
        <ScheduleSummary explained={check.explained} duration={draft.duration} />
      )}
    </div>
  </SpaceBetween>
);

const FunctionFields = ({ draft, change }: RotationFieldsProps) => {
  const functions = useFunctions();
  const known = functions.data ?? [];
  const isKnown = draft.lambda === '' || known.some(([arn]) => arn === draft.lambda);
  return (
    <ChoiceField
      label="Rotation function"
      description={
        functions.error === undefined
          ? 'Its policy must let secretsmanager.amazonaws.com invoke it; its role must be allowed to read and change the secret.'
          : `${functions.error.code}: ${functions.error.message}`
      }
      value={draft.lambda}
      loading={functions.loading}
      options={isKnown ? known : [[draft.lambda, draft.lambda], ...known]}
      empty="No functions in this Region"
      change={(lambda) => change({ lambda })}
    />
  );
};

/** Automatic rotation: whether, when and by what. */
export const RotationFields = (props: Props) => {
  const { draft, change, managed = false } = props;
  return (
    <SpaceBetween size="m">
      <Toggle checked={draft.on} onChange={({ detail }) => change({ on: detail.checked })}>
        Automatic rotation
      </Toggle>
      {draft.on ? (
        <SpaceBetween size="m">
          <ScheduleFields {...props} />
          <Checkbox
            checked={draft.immediately}
            description={
              managed
                ? 'Otherwise the first rotation is in the next window.'
                : 'Otherwise the configuration is tested now, and the first rotation is in the next window.'
            }
            onChange={({ detail }) => change({ immediately: detail.checked })}
          >
            Rotate immediately when the secret is stored
          </Checkbox>
          {managed ? null : <FunctionFields draft={draft} change={change} />}
        </SpaceBetween>
      ) : null}
    </SpaceBetween>
  );
};
