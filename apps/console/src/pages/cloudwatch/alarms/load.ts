import type { CompositeAlarm, DescribeAlarmsOutput } from '@aws-sdk/client-cloudwatch';
import type { Aws } from '../../../api/aws.ts';
import type { Json } from '../../../api/json.ts';
import { pagesOf } from '../../../shared/lists.ts';
import type { LoadPage } from '../../../shared/use-pages.ts';
import { type Alarm, conditionText } from '../shared/metric.ts';

type Composite = Json<CompositeAlarm>;

export type AnyAlarm =
  | { readonly kind: 'metric'; readonly alarm: Alarm }
  | { readonly kind: 'composite'; readonly alarm: Composite };

const alarmsOf = ({
  MetricAlarms = [],
  CompositeAlarms = [],
}: Json<DescribeAlarmsOutput>): readonly AnyAlarm[] => [
  ...CompositeAlarms.map((alarm) => ({ kind: 'composite', alarm }) as const),
  ...MetricAlarms.map((alarm) => ({ kind: 'metric', alarm }) as const),
];

export const nameOf = ({ alarm }: AnyAlarm): string => alarm.AlarmName ?? '';

export const conditionOf = (any: AnyAlarm): string =>
  any.kind === 'metric' ? conditionText(any.alarm) : (any.alarm.AlarmRule ?? '');

const TYPES = ['MetricAlarm', 'CompositeAlarm'] as const;

/** Alarms of both types; the API filters by state and type. */
export const alarmPages = (
  aws: Aws,
  filter: { readonly state: string; readonly type: string },
): LoadPage<AnyAlarm> =>
  pagesOf<DescribeAlarmsOutput, AnyAlarm>(
    aws,
    {
      service: 'cloudwatch',
      operation: 'DescribeAlarms',
      input: {
        AlarmTypes: filter.type === '' ? TYPES : [filter.type],
        ...(filter.state === '' ? {} : { StateValue: filter.state }),
      },
    },
    alarmsOf,
  );

export interface Counts {
  readonly all: number;
  readonly byState: ReadonlyMap<string, number>;
  /** There are more than were counted. */
  readonly more: boolean;
}

const MOST_PAGES = 20;

/** The API does not count: so many as a person waits for are read. */
export const countAlarms = async (aws: Aws, signal: AbortSignal): Promise<Counts> => {
  const load = alarmPages(aws, { state: '', type: '' });
  const byState = new Map<string, number>();
  let all = 0;
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const found = await load(token, signal);
    for (const { alarm } of found.items) {
      const state = alarm.StateValue ?? '';
      byState.set(state, (byState.get(state) ?? 0) + 1);
      all += 1;
    }
    token = found.token;
    if (token === undefined) break;
  }
  return { all, byState, more: token !== undefined };
};

/** One alarm by its name; null where there is none. */
export const findAlarm = async (
  aws: Aws,
  name: string,
  signal: AbortSignal,
): Promise<AnyAlarm | null> => {
  const found = await aws.call<DescribeAlarmsOutput>(
    'cloudwatch',
    'DescribeAlarms',
    { AlarmNames: [name], AlarmTypes: TYPES },
    signal,
  );
  return alarmsOf(found)[0] ?? null;
};
