import type { ListMetricsOutput, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { ListTopicsResponse } from '@aws-sdk/client-sns';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import type { ReactNode } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { JsonField } from '../../../shared/json-field.tsx';
import { SuggestField } from '../../../shared/suggest-field.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import type { ChangeDraft } from '../../../shared/use-draft.ts';
import { useLater } from '../../../shared/use-later.ts';
import { OPERATORS, PERIODS, periodText, STATISTICS } from '../shared/metric.ts';
import { AlarmChart } from './chart.tsx';
import { type AlarmDraft, inputOf, isIncomplete } from './draft.ts';

interface Props {
  readonly draft: AlarmDraft;
  readonly change: ChangeDraft<AlarmDraft>;
}

const Section = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <Container header={<Header variant="h2">{title}</Header>}>
    <SpaceBetween size="m">{children}</SpaceBetween>
  </Container>
);

/** The value itself is among the choices, whatever it is. */
const withOwn = (
  choices: readonly (readonly [string, string])[],
  value: string,
  text: (value: string) => string,
): readonly (readonly [string, string])[] =>
  choices.some(([one]) => one === value) ? choices : [...choices, [value, text(value)]];

const useMetricNames = (namespace: string) => {
  const aws = useAwsClient();
  const asked = useLater(namespace.trim());
  return useLoad(`metric names ${aws.region} ${asked}`, async (signal) => {
    const { Metrics = [] } = await aws.call<ListMetricsOutput>(
      'cloudwatch',
      'ListMetrics',
      asked === '' ? {} : { Namespace: asked },
      signal,
    );
    return {
      namespaces: [...new Set(Metrics.map(({ Namespace = '' }) => Namespace))],
      names: [...new Set(Metrics.map(({ MetricName = '' }) => MetricName))],
    };
  });
};

const MetricSection = ({ draft, change }: Props) => {
  const found = useMetricNames(draft.namespace);
  return (
    <Section title="Metric">
      <SuggestField
        label="Namespace"
        value={draft.namespace}
        change={(namespace) => change({ namespace })}
        choices={{ ...found, data: found.data?.namespaces }}
      />
      <SuggestField
        label="Metric name"
        value={draft.metric}
        change={(metric) => change({ metric })}
        choices={{ ...found, data: found.data?.names }}
      />
      <TextField
        label="Dimensions"
        constraint="Name=Value, several with commas; may stay empty"
        value={draft.dimensions}
        change={(dimensions) => change({ dimensions })}
      />
      <ChoiceField
        label="Statistic"
        description="Sum counts; the average of a metric that is 1 for each event is always 1."
        value={draft.statistic}
        options={withOwn(
          STATISTICS.map((name) => [name, name]),
          draft.statistic,
          (name) => name,
        )}
        change={(statistic) => change({ statistic })}
      />
      <ChoiceField
        label="Period"
        value={draft.period}
        options={withOwn(PERIODS, draft.period, (seconds) => periodText(Number(seconds)))}
        change={(period) => change({ period })}
      />
    </Section>
  );
};

const MISSING: readonly (readonly [string, string])[] = [
  ['notBreaching', 'Good: not breaching'],
  ['breaching', 'Bad: breaching'],
  ['ignore', 'Ignore: the state stays'],
  ['missing', 'Missing: insufficient data'],
];

const BANDS: readonly (readonly [string, string])[] = [
  ['LessThanLowerOrGreaterThanUpperThreshold', 'Outside of the band'],
  ['LessThanLowerThreshold', 'Below the band'],
  ['GreaterThanUpperThreshold', 'Above the band'],
];

const ConditionSection = ({ draft, change }: Props) => {
  const hasBand = draft.kept?.ThresholdMetricId !== undefined;
  return (
    <Section title="Condition">
      <ChoiceField
        label="Whenever the metric is"
        value={draft.operator}
        options={hasBand ? BANDS : OPERATORS}
        change={(operator) => change({ operator })}
      />
      {hasBand ? null : (
        <TextField
          label="Threshold"
          value={draft.threshold}
          change={(threshold) => change({ threshold })}
        />
      )}
      <TextField
        label="Datapoints to alarm"
        type="number"
        value={draft.breaching}
        change={(breaching) => change({ breaching })}
      />
      <TextField
        label="Out of the last"
        type="number"
        value={draft.periods}
        change={(periods) => change({ periods })}
      />
      <ChoiceField
        label="Missing data"
        value={draft.missing}
        options={MISSING}
        change={(missing) => change({ missing })}
      />
    </Section>
  );
};

const useTopics = () => {
  const aws = useAwsClient();
  return useLoad(`topics ${aws.region}`, async (signal) => {
    const { Topics = [] } = await aws.call<ListTopicsResponse>('sns', 'ListTopics', {}, signal);
    return Topics.map(({ TopicArn = '' }) => TopicArn);
  });
};

const ActionSection = ({ draft, change }: Props) => {
  const topics = useTopics();
  const more = (draft.kept?.AlarmActions?.length ?? 0) - 1;
  return (
    <Section title="Actions">
      <SuggestField
        label="Tell when in alarm"
        description={
          more > 0
            ? `A topic or a function, by ARN. The ${more} others that it has stay.`
            : 'A topic or a function, by ARN; may stay empty.'
        }
        value={draft.alarmAction}
        change={(alarmAction) => change({ alarmAction })}
        choices={topics}
      />
      <SuggestField
        label="Tell when OK again"
        value={draft.okAction}
        change={(okAction) => change({ okAction })}
        choices={topics}
      />
      <Toggle
        checked={draft.actionsEnabled}
        onChange={({ detail }) => change({ actionsEnabled: detail.checked })}
      >
        Actions enabled
      </Toggle>
    </Section>
  );
};

/** As an alarm, once enough is filled in. */
const previewOf = (draft: AlarmDraft): Json<MetricAlarm> | undefined => {
  if (isIncomplete(draft)) return undefined;
  try {
    // The members of PutMetricAlarm are those of the alarm.
    return inputOf(draft);
  } catch {
    return undefined;
  }
};

/** What the alarm would have looked at. */
const Preview = ({ draft }: { readonly draft: AlarmDraft }) => {
  const alarm = previewOf(useLater(draft));
  return alarm === undefined ? null : <AlarmChart key={alarm.Period} alarm={alarm} />;
};

export const AlarmFields = ({ draft, change }: Props) => (
  <SpaceBetween size="l">
    {draft.math === '' ? (
      <MetricSection draft={draft} change={change} />
    ) : (
      <Section title="Metric math">
        <JsonField
          label="Queries"
          description="As GetMetricData takes them; one returns data."
          value={draft.math}
          change={(math) => change({ math })}
        />
      </Section>
    )}
    <ConditionSection draft={draft} change={change} />
    <Preview draft={draft} />
    <ActionSection draft={draft} change={change} />
    <Section title="Name">
      <TextField
        label="Alarm name"
        constraint="An alarm of that name is replaced"
        disabled={draft.kept !== undefined}
        value={draft.name}
        change={(name) => change({ name })}
      />
      <TextField
        label="Description"
        value={draft.description}
        change={(description) => change({ description })}
      />
    </Section>
  </SpaceBetween>
);
