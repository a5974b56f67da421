import type { DescribeLogGroupsResponse } from '@aws-sdk/client-cloudwatch-logs';
import FormField from '@cloudscape-design/components/form-field';
import Multiselect from '@cloudscape-design/components/multiselect';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { TextAreaField } from '../../../shared/text-area-field.tsx';
import { TimeRangeFields } from '../../../shared/time-range-fields.tsx';
import { useAws } from '../../../shared/use-aws.ts';
import { SAMPLES } from './samples.ts';

export interface Draft {
  readonly groups: readonly string[];
  readonly query: string;
  /** Minutes, or `between`. */
  readonly range: string;
  readonly from: string;
  readonly to: string;
}

const RANGES: readonly (readonly [minutes: string, label: string])[] = [
  ['15', 'Last 15 minutes'],
  ['60', 'Last hour'],
  ['720', 'Last 12 hours'],
  ['1440', 'Last day'],
  ['10080', 'Last week'],
  ['43200', 'Last 30 days'],
  ['between', 'From … until …'],
];

interface Props {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}

const Groups = ({ draft, change }: Props) => {
  const { data, loading, error } = useAws<DescribeLogGroupsResponse>({
    service: 'logs',
    operation: 'DescribeLogGroups',
    input: {},
  });
  const listed = (data?.logGroups ?? []).map(({ logGroupName = '' }) => logGroupName);
  const options = [...new Set([...listed, ...draft.groups])].map((value) => ({
    value,
    label: value,
  }));
  return (
    <FormField label="Log groups" constraintText="50 at most" stretch>
      <Multiselect
        options={options}
        selectedOptions={options.filter(({ value }) => draft.groups.includes(value))}
        filteringType="auto"
        placeholder="Choose"
        statusType={error === undefined ? (loading ? 'loading' : 'finished') : 'error'}
        loadingText="Loading"
        errorText="Log groups may not be listed"
        empty="No log groups"
        deselectAriaLabel={({ label }) => `Remove ${label}`}
        onChange={({ detail }) =>
          change({ groups: detail.selectedOptions.flatMap(({ value }) => value ?? []) })
        }
      />
    </FormField>
  );
};

export const QueryFields = ({ draft, change }: Props) => (
  <SpaceBetween size="s">
    <Groups draft={draft} change={change} />
    <TimeRangeFields draft={draft} change={change} ranges={RANGES} />
    <ChoiceField
      label="Sample query"
      value=""
      options={SAMPLES.map(({ title }) => [title, title])}
      change={(title) => {
        const sample = SAMPLES.find((one) => one.title === title);
        if (sample !== undefined) change({ query: sample.query });
      }}
    />
    <TextAreaField
      label="Query"
      rows={8}
      constraint="Commands with | between them: fields, filter, stats, sort, limit, dedup, parse, display, pattern"
      value={draft.query}
      change={(query) => change({ query })}
    />
  </SpaceBetween>
);
