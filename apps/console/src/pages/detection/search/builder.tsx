import Alert from '@cloudscape-design/components/alert';
import Autosuggest from '@cloudscape-design/components/autosuggest';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TokenGroup from '@cloudscape-design/components/token-group';
import { type ExplainedFilter, explainFilterPattern } from '../../../api/explain.ts';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { TextAreaField } from '../../../shared/text-area-field.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { useDraft } from '../../../shared/use-draft.ts';
import { useLater } from '../../../shared/use-later.ts';
import { FIELDS } from './fields.ts';
import {
  type Condition,
  conditionFault,
  conditionOf,
  conditionsIn,
  conditionText,
  type Operator,
  OPERATORS,
  patternOf,
  takesValue,
} from './pattern.ts';

interface Written {
  readonly field: string;
  readonly operator: Operator;
  readonly value: string;
}

const NEW: Written = { field: 'eventName', operator: '=', value: '' };

/** One more condition. */
const AddCondition = ({ add }: { readonly add: (condition: Condition) => void }) => {
  const [draft, change] = useDraft(NEW);
  const condition = conditionOf(draft.field, draft.operator, draft.value);
  const fault = conditionFault(condition);
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="end">
      <FormField label="Field">
        <Autosuggest
          value={draft.field}
          options={FIELDS.map((value) => ({ value }))}
          enteredTextLabel={(text) => `Use ${text}`}
          ariaLabel="Field"
          empty="Any field of the record, such as requestParameters.name"
          onChange={({ detail }) => change({ field: detail.value })}
        />
      </FormField>
      <ChoiceField
        label="Operator"
        value={draft.operator}
        options={OPERATORS.map((one) => [one, one])}
        change={(operator) =>
          change({ operator: OPERATORS.find((one) => one === operator) ?? draft.operator })
        }
      />
      {takesValue(draft.operator) ? (
        <TextField
          label="Value"
          placeholder="May hold *"
          value={draft.value}
          change={(value) => change({ value })}
        />
      ) : null}
      <Button
        formAction="none"
        disabled={fault !== undefined}
        onClick={() => {
          add(condition);
          change({ value: '' });
        }}
      >
        Add condition
      </Button>
    </SpaceBetween>
  );
};

/** What keeps the text from being a pattern, as one types. */
const Problem = ({ pattern }: { readonly pattern: string }) => {
  const later = useLater(pattern.trim());
  const { data } = useLoad(`pattern ${later}`, async (signal): Promise<ExplainedFilter> =>
    later === '' ? {} : explainFilterPattern({ pattern: later, messages: ['{}'] }, signal),
  );
  const problem = data?.problem;
  return problem === undefined ? null : (
    <Alert type="warning" header="This is no filter pattern">
      {problem.reason} (character {problem.at + 1})
    </Alert>
  );
};

interface Props {
  readonly pattern: string;
  readonly change: (pattern: string) => void;
}

/** Conditions as chips and the filter pattern that they are: what is changed in one is changed in the other. */
export const PatternBuilder = ({ pattern, change }: Props) => {
  const conditions = conditionsIn(pattern);
  return (
    <SpaceBetween size="s">
      {conditions === undefined ? (
        <Box color="text-body-secondary">
          The pattern says more than conditions that must all hold: it is used as it is written.
        </Box>
      ) : (
        <>
          <AddCondition add={(condition) => change(patternOf([...conditions, condition]))} />
          <TokenGroup
            items={conditions.map((condition) => ({
              label: conditionText(condition),
              dismissLabel: `Remove ${conditionText(condition)}`,
            }))}
            onDismiss={({ detail }) =>
              change(patternOf(conditions.filter((_one, at) => at !== detail.itemIndex)))
            }
          />
        </>
      )}
      <TextAreaField
        label="Filter pattern"
        description="As metric filters of CloudWatch Logs take it. Empty: every event."
        rows={2}
        value={pattern}
        change={change}
      />
      <Problem pattern={pattern} />
    </SpaceBetween>
  );
};
