import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { Copyable } from '../../../shared/copyable.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { Time } from '../../../shared/time.tsx';
import { dimensionsText, periodText } from '../shared/metric.ts';
import { alarmPath } from '../shared/paths.ts';
import { AlarmState } from '../shared/state.tsx';
import { type AnyAlarm, conditionOf } from './load.ts';

interface Props {
  readonly of: AnyAlarm;
}

const Section = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <Container header={<Header variant="h2">{title}</Header>}>{children}</Container>
);

const topicName = (arn: string): string | undefined =>
  /^arn:aws[\w-]*:sns:[^:]+:\d{12}:([^:]+)$/.exec(arn)?.[1];

const functionName = (arn: string): string | undefined =>
  /^arn:aws[\w-]*:lambda:[^:]+:\d{12}:function:([^:]+)/.exec(arn)?.[1];

const Target = ({ arn }: { readonly arn: string }) => {
  const topic = topicName(arn);
  if (topic !== undefined)
    return <PageLink to={`/sns/topics/${topic}`}>{`Topic ${topic}`}</PageLink>;
  const lambda = functionName(arn);
  if (lambda !== undefined)
    return <PageLink to={`/lambda/functions/${lambda}`}>{`Function ${lambda}`}</PageLink>;
  return <span className="gh-message">{arn}</span>;
};

const Targets = ({ arns = [] }: { readonly arns: readonly string[] | undefined }) =>
  arns.length === 0 ? (
    'None'
  ) : (
    <ul className="gh-plain-list">
      {arns.map((arn) => (
        <li key={arn}>
          <Target arn={arn} />
        </li>
      ))}
    </ul>
  );

/** The state, since when, and why. */
export const StateSection = ({ of }: Props) => {
  const { alarm } = of;
  return (
    <Section title="State">
      <SpaceBetween size="m">
        <Facts
          items={[
            ['State', <AlarmState key="state" state={alarm.StateValue} />],
            ['Since', <Time key="since" at={alarm.StateTransitionedTimestamp} />],
            ['Last update', <Time key="update" at={alarm.StateUpdatedTimestamp} />],
          ]}
        />
        <span className="gh-message">{alarm.StateReason}</span>
      </SpaceBetween>
    </Section>
  );
};

const metricFacts = (of: AnyAlarm): readonly (readonly [string, ReactNode])[] => {
  if (of.kind === 'composite')
    return [
      ['Suppressor', of.alarm.ActionsSuppressor],
      ['Actions held back by', of.alarm.ActionsSuppressedBy],
    ];
  const { alarm } = of;
  const { Metrics = [] } = alarm;
  return [
    ['Namespace', alarm.Namespace],
    ['Metric', alarm.MetricName ?? (Metrics.length > 0 ? 'Metric math' : undefined)],
    ['Dimensions', dimensionsText(alarm.Dimensions)],
    ['Statistic', alarm.ExtendedStatistic ?? alarm.Statistic],
    ['Period', alarm.Period === undefined ? undefined : periodText(alarm.Period)],
    ['Missing data', alarm.TreatMissingData ?? 'missing'],
  ];
};

/** What is set of an alarm. */
export const AlarmDetails = ({ of }: Props) => {
  const { alarm } = of;
  return (
    <Section title="Details">
      <Facts
        items={[
          [
            'Condition',
            <span key="condition" className="gh-message">
              {conditionOf(of)}
            </span>,
          ],
          ...metricFacts(of),
          ['Description', alarm.AlarmDescription],
          ['Configured', <Time key="at" at={alarm.AlarmConfigurationUpdatedTimestamp} />],
          ['ARN', <Copyable key="arn" text={alarm.AlarmArn} what="ARN" />],
        ]}
      />
    </Section>
  );
};

/** Whom an alarm tells of what. */
export const AlarmActions = ({ of: { alarm } }: Props) => (
  <Section title={alarm.ActionsEnabled === false ? 'Actions (disabled)' : 'Actions'}>
    <Facts
      items={[
        ['In alarm', <Targets key="alarm" arns={alarm.AlarmActions} />],
        ['OK', <Targets key="ok" arns={alarm.OKActions} />],
        ['Insufficient data', <Targets key="data" arns={alarm.InsufficientDataActions} />],
      ]}
    />
  </Section>
);

const NAMED = /\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"([^"]+)"|'([^']+)'|([^"'()\s]+))\s*\)/g;

/** Names of the alarms that a rule asks about; an ARN ends with the name. */
const childrenOf = (rule: string): readonly string[] => [
  ...new Set(
    [...rule.matchAll(NAMED)].map(([, double, single, bare]) => {
      const named = double ?? single ?? bare ?? '';
      return named.startsWith('arn:') ? named.split(':alarm:').slice(1).join(':alarm:') : named;
    }),
  ),
];

/** The alarms that a composite alarm watches. */
export const Children = ({ of }: Props) => {
  if (of.kind === 'metric') return null;
  const names = childrenOf(of.alarm.AlarmRule ?? '');
  return (
    <Section title="Alarms that it watches">
      {names.length === 0 ? (
        'Its rule names none.'
      ) : (
        <ul className="gh-plain-list">
          {names.map((name) => (
            <li key={name}>
              <PageLink to={alarmPath(name)}>{name}</PageLink>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
};
