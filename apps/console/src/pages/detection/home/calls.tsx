import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { detection } from '../../../api/detection/client.ts';
import type { CallsAnswer, CallsPoint, InsightMark } from '../../../api/detection/series.ts';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { LazyTimeChart } from '../../../shared/lazy-time-chart.tsx';
import { PageLink } from '../../../shared/link.tsx';
import type { ChartPoint } from '../../../shared/time-chart.tsx';
import { Time } from '../../../shared/time.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { useWatch } from '../../../shared/use-watch.ts';
import { alertPath } from '../shared/paths.ts';
import { Section } from '../shared/section.tsx';

const HOUR = 3_600_000;
// More lines would hide the calls; all of them are listed below.
const MOST_MARKS = 6;

const RANGES: readonly (readonly [value: string, label: string])[] = [
  ['1', 'Last hour'],
  ['24', 'Last day'],
  ['168', 'Last 7 days'],
  ['720', 'Last 30 days'],
  ['2160', 'Last 90 days'],
];

const line = (
  points: readonly CallsPoint[],
  title: string,
  of: (point: CallsPoint) => number | undefined,
): readonly { readonly title: string; readonly points: readonly ChartPoint[] }[] => {
  const known = points.flatMap((point) => {
    const value = of(point);
    return value === undefined ? [] : [{ at: Date.parse(point.at), value }];
  });
  return known.length === 0 ? [] : [{ title, points: known }];
};

const apiText = ({ source, name }: { readonly source: string; readonly name: string }): string =>
  `${name} (${source.replace('.amazonaws.com', '')})`;

const WHAT: Readonly<Record<InsightMark['type'], string>> = {
  ApiCallRateInsight: 'more calls than usual',
  ApiErrorRateInsight: 'more errors than usual',
  ApiCallGap: 'calls are missing',
};

const rounded = (value: number): string =>
  new Intl.NumberFormat('en', { maximumSignificantDigits: 3 }).format(value);

const Insight = ({ mark }: { readonly mark: InsightMark }) => (
  <li>
    <Time at={mark.startedAt} />{' '}
    {mark.alertId === undefined ? (
      apiText(mark)
    ) : (
      <PageLink to={alertPath(mark.alertId)}>{apiText(mark)}</PageLink>
    )}
    : {WHAT[mark.type]}
    {mark.errorCode === undefined ? '' : ` (${mark.errorCode})`}, {rounded(mark.insightAverage)} a
    minute, usual are {rounded(mark.baselineAverage)}; account {mark.account}, {mark.region}
    {mark.endedAt === undefined ? ', goes on' : ''}
  </li>
);

interface ChartProps {
  readonly answer: CallsAnswer;
  readonly from: number;
  readonly to: number;
  readonly api: string;
}

const Chart = ({ answer, from, to, api }: ChartProps) => {
  const { points, insights, countedSince } = answer;
  const [first] = points;
  return (
    <SpaceBetween size="s">
      <LazyTimeChart
        label="Calls over time"
        valueTitle={`Calls in ${answer.periodSeconds / 60} minutes`}
        series={[
          ...line(points, 'Calls', ({ calls }) => calls),
          ...line(points, 'Writes', ({ writes }) => writes),
          ...line(points, 'Errors', ({ errors }) => errors),
          ...line(points, 'Usual', ({ usual }) => usual),
          ...line(points, 'Unusual above', ({ high }) => high),
        ]}
        marks={insights.slice(0, MOST_MARKS).map((mark) => ({
          title: `Anomaly: ${mark.name}`,
          at: Math.max(from, Date.parse(mark.startedAt)),
        }))}
        periodSeconds={answer.periodSeconds}
        from={first === undefined ? from : Date.parse(first.at)}
        to={to}
        empty="No calls in this time"
      />
      {insights.length === 0 ? (
        <Box color="text-body-secondary">
          No anomalies {api === '' ? '' : 'of this API '}in this time.
          {countedSince === undefined ? '' : ' A rate is known after seven days of calls.'}
        </Box>
      ) : (
        <ul aria-label="Anomalies">
          {insights.map((mark) => (
            <Insight key={mark.id} mark={mark} />
          ))}
        </ul>
      )}
    </SpaceBetween>
  );
};

/** Calls over time, of all APIs or one, with what was unusual. */
export const Calls = () => {
  const [hours, setHours] = useState('24');
  const [api, setApi] = useState('');
  const loaded = useLoad(`calls ${hours} ${api}`, async (signal) => {
    const to = Date.now();
    const from = to - Number(hours) * HOUR;
    const [source = '', name = ''] = api.split(' ');
    const answer = await detection.calls(
      {
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        ...(api === '' ? {} : { source, name }),
      },
      signal,
    );
    return { answer, from, to };
  });
  // The choice stays what it was while one API is looked at.
  const all = useLoad(`APIs ${hours}`, async (signal) => {
    const from = new Date(Date.now() - Number(hours) * HOUR).toISOString();
    return (await detection.calls({ from }, signal)).apis;
  });
  useWatch(loaded.reload);
  return (
    <Section title="Calls over time">
      <SpaceBetween size="m">
        <SpaceBetween direction="horizontal" size="m">
          <ChoiceField label="Time range" value={hours} options={RANGES} change={setHours} />
          <ChoiceField
            label="API"
            value={api}
            loading={all.loading}
            options={[
              ['', 'All APIs'],
              ...(all.data ?? []).map(
                (one) => [`${one.source} ${one.name}`, `${apiText(one)}: ${one.calls}`] as const,
              ),
            ]}
            change={setApi}
          />
        </SpaceBetween>
        <FailureOr of={loaded}>{(data) => <Chart {...data} api={api} />}</FailureOr>
      </SpaceBetween>
    </Section>
  );
};
