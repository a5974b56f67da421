import type { MetricFilter } from '@aws-sdk/client-cloudwatch-logs';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { FormDialog } from '../../../shared/form-dialog.tsx';
import { TextAreaField } from '../../../shared/text-area-field.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import type { ChangeDraft } from '../../../shared/use-draft.ts';
import { useForm } from '../../../shared/use-form.ts';
import { StoredTest } from './stored-test.tsx';
import { FilterTester } from './tester.tsx';

export interface MetricFilterDraft {
  readonly name: string;
  readonly pattern: string;
  readonly namespace: string;
  readonly metric: string;
  readonly value: string;
  readonly otherwise: string;
  /** `Name=$.field, …` */
  readonly dimensions: string;
  readonly unit: string;
}

export const NEW_METRIC_FILTER: MetricFilterDraft = {
  name: '',
  pattern: '{ $.level = "error" }',
  namespace: '',
  metric: '',
  value: '1',
  otherwise: '',
  dimensions: '',
  unit: '',
};

export const metricFilterDraft = (filter: Json<MetricFilter>): MetricFilterDraft => {
  const [metric] = filter.metricTransformations ?? [];
  return {
    name: filter.filterName ?? '',
    pattern: filter.filterPattern ?? '',
    namespace: metric?.metricNamespace ?? '',
    metric: metric?.metricName ?? '',
    value: metric?.metricValue ?? '1',
    otherwise: metric?.defaultValue === undefined ? '' : String(metric.defaultValue),
    dimensions: Object.entries(metric?.dimensions ?? {})
      .map(([name, field]) => `${name}=${field}`)
      .join(', '),
    unit: metric?.unit ?? '',
  };
};

const dimensionsOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text
      .split(',')
      .map((pair) => pair.split('='))
      .map(([name = '', ...field]) => [name.trim(), field.join('=').trim()] as const)
      .filter(([name]) => name !== ''),
  );

const transformationOf = (draft: MetricFilterDraft): object => ({
  metricNamespace: draft.namespace.trim(),
  metricName: draft.metric.trim(),
  metricValue: draft.value.trim(),
  ...(draft.otherwise.trim() === '' ? {} : { defaultValue: Number(draft.otherwise) }),
  ...(draft.dimensions.trim() === '' ? {} : { dimensions: dimensionsOf(draft.dimensions) }),
  ...(draft.unit.trim() === '' ? {} : { unit: draft.unit.trim() }),
});

interface FieldsProps {
  readonly draft: MetricFilterDraft;
  readonly change: ChangeDraft<MetricFilterDraft>;
}

const MetricFields = ({ draft, change }: FieldsProps) => (
  <SpaceBetween size="m">
    <TextField
      label="Metric namespace"
      value={draft.namespace}
      change={(namespace) => change({ namespace })}
    />
    <TextField label="Metric name" value={draft.metric} change={(metric) => change({ metric })} />
    <TextField
      label="Metric value"
      constraint="A number, or a field of the pattern such as $.code"
      value={draft.value}
      change={(value) => change({ value })}
    />
    <TextField
      label="Value where nothing matches"
      constraint="May stay empty; not together with dimensions"
      value={draft.otherwise}
      change={(otherwise) => change({ otherwise })}
    />
    <ExpandableSection headerText="Dimensions and unit">
      <TextField
        label="Dimensions"
        constraint="Name=$.field, several with commas, at most three"
        value={draft.dimensions}
        change={(dimensions) => change({ dimensions })}
      />
      <TextField
        label="Unit"
        constraint="Count, Bytes, Seconds …; empty: none"
        value={draft.unit}
        change={(unit) => change({ unit })}
      />
    </ExpandableSection>
  </SpaceBetween>
);

interface FormProps {
  readonly group: string;
  readonly initial: MetricFilterDraft;
  readonly adding: boolean;
  readonly close: () => void;
  readonly done: () => void;
}

/** As in AWS's console: the pattern, what it takes of the group's events, and the metric. */
export const MetricFilterForm = ({ group, initial, adding, close, done }: FormProps) => {
  const aws = useAwsClient();
  const form = useForm(
    initial,
    (draft) =>
      aws.call('logs', 'PutMetricFilter', {
        logGroupName: group,
        filterName: draft.name.trim(),
        filterPattern: draft.pattern.trim(),
        metricTransformations: [transformationOf(draft)],
      }),
    done,
  );
  const { draft, change } = form;
  return (
    <FormDialog
      title={adding ? `Create a metric filter of ${group}` : `Edit metric filter ${draft.name}`}
      confirmLabel={adding ? 'Create metric filter' : 'Save metric filter'}
      size="large"
      form={form}
      disabled={[draft.name, draft.namespace, draft.metric].some((text) => text.trim() === '')}
      close={close}
    >
      <TextField
        label="Filter name"
        constraint="A filter of that name is replaced"
        disabled={!adding}
        value={draft.name}
        change={(name) => change({ name })}
      />
      <TextAreaField
        label="Filter pattern"
        constraint="Empty: every event"
        rows={2}
        value={draft.pattern}
        change={(pattern) => change({ pattern })}
      />
      <ExpandableSection headerText="Test on the events of the group" defaultExpanded>
        <StoredTest group={group} pattern={draft.pattern} />
      </ExpandableSection>
      <ExpandableSection headerText="Test the pattern" defaultExpanded>
        <FilterTester pattern={draft.pattern} group={group} />
      </ExpandableSection>
      <MetricFields draft={draft} change={change} />
    </FormDialog>
  );
};
