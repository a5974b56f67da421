import type { CreateInsightResponse } from '@aws-sdk/client-securityhub';
import { useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { GROUPS } from './fields.ts';
import { FilterBar } from './filter-bar.tsx';
import { type Condition, type Filters, filtersOf } from './filter.ts';

interface Props {
  /** The insight to change; undefined makes one. */
  readonly arn?: string;
  readonly name?: string;
  readonly group?: string;
  readonly conditions: readonly Condition[];
  /** Filters that the bar has no field for: they stay as they are. */
  readonly others?: Filters;
  readonly close: () => void;
  readonly saved: (arn: string, name: string) => void;
}

/** Filters and what they are grouped by, under a name. */
export const InsightDialog = (props: Props) => {
  const aws = useAwsClient();
  const action = useAction();
  const [name, setName] = useState(props.name ?? '');
  const [group, setGroup] = useState(props.group ?? 'ProductName');
  const [conditions, setConditions] = useState(props.conditions);
  const { arn } = props;
  const save = async (): Promise<void> => {
    await action.run(async () => {
      const input = {
        Name: name.trim(),
        Filters: { ...props.others, ...filtersOf(conditions) },
        GroupByAttribute: group,
      };
      if (arn === undefined) {
        const { InsightArn = '' } = await aws.call<CreateInsightResponse>(
          'securityhub',
          'CreateInsight',
          input,
        );
        props.saved(InsightArn, input.Name);
      } else {
        await aws.call('securityhub', 'UpdateInsight', { InsightArn: arn, ...input });
        props.saved(arn, input.Name);
      }
    });
  };
  const isKnown = GROUPS.some(([key]) => key === group);
  return (
    <Dialog
      title={arn === undefined ? 'Create insight' : 'Edit insight'}
      size="large"
      confirmLabel={arn === undefined ? 'Create insight' : 'Save insight'}
      busy={action.busy}
      error={action.error}
      disabled={name.trim() === ''}
      close={props.close}
      confirm={() => void save()}
    >
      <TextField label="Insight name" value={name} change={setName} />
      <ChoiceField
        label="Group by"
        value={group}
        options={isKnown ? GROUPS : [[group, group], ...GROUPS]}
        change={setGroup}
      />
      <FilterBar conditions={conditions} change={setConditions} label="Filters of the insight" />
    </Dialog>
  );
};
