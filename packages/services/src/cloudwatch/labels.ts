import type { TimeSeries } from './math/time-series.ts';

export interface LabelSettings {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Minutes that times are ahead of UTC. */
  readonly offsetMinutes: number;
}

// `+0130`, LabelOptions.Timezone.
const ZONE = /^([+-])(\d{2})(\d{2})$/;

/** Undefined: no offset that AWS knows. */
export const offsetMinutes = (zone: string | undefined): number | undefined => {
  if (zone === undefined) return 0;
  const [, sign, hours, minutes] = ZONE.exec(zone) ?? [];
  if (sign === undefined || Number(hours) > 14 || Number(minutes) > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
};

interface Datum {
  readonly at: number;
  readonly value: number;
}

const number = (value: number): string => String(Number(value.toPrecision(6)));

const time = ({ offsetMinutes: ahead }: LabelSettings, at: number): string =>
  new Date(at + ahead * 60_000).toISOString().slice(0, 16).replace('T', ' ');

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;

/** `1h 5m` */
const duration = (milliseconds: number): string => {
  let seconds = Math.round(Math.abs(milliseconds) / 1000);
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.length === 0 ? '0s' : parts.slice(0, 2).join(' ');
};

const extremes = ({ times, values }: TimeSeries): { least: Datum; most: Datum } | undefined => {
  let least: Datum | undefined;
  let most: Datum | undefined;
  for (const [index, value] of values.entries()) {
    const datum = { at: times[index] ?? 0, value };
    if (least === undefined || value < least.value) least = datum;
    if (most === undefined || value > most.value) most = datum;
  }
  return least === undefined || most === undefined ? undefined : { least, most };
};

type Live = (settings: LabelSettings) => string;

const ofDatum = (name: string, { at, value }: Datum): readonly (readonly [string, Live])[] => [
  [name, () => number(value)],
  [`${name}_TIME`, (settings) => time(settings, at)],
  [`${name}_TIME_RELATIVE`, ({ now }) => duration(now - at)],
];

/** Live values by name (User Guide, "Use dynamic labels"); those of the data are not there without data. */
const liveValues = (series: TimeSeries, label: string): ReadonlyMap<string, Live> => {
  const { times, values } = series;
  const found = extremes(series);
  const sum = values.reduce((total, value) => total + value, 0);
  const counted: (readonly [string, Live])[] = [
    ['LABEL', () => label],
    ['DATAPOINT_COUNT', () => String(values.length)],
  ];
  if (found === undefined) return new Map(counted);
  const { least, most } = found;
  const first = { at: times[0] ?? 0, value: values[0] ?? 0 };
  const last = { at: times.at(-1) ?? 0, value: values.at(-1) ?? 0 };
  return new Map<string, Live>([
    ...counted,
    ['AVG', () => number(sum / values.length)],
    ['SUM', () => number(sum)],
    ...ofDatum('FIRST', first),
    ...ofDatum('LAST', last),
    ...ofDatum('MIN', least),
    ...ofDatum('MAX', most),
    ['FIRST_LAST_RANGE', () => number(last.value - first.value)],
    ['FIRST_LAST_TIME_RANGE', () => duration(last.at - first.at)],
    ['MIN_MAX_RANGE', () => number(most.value - least.value)],
    ['MIN_MAX_TIME_RANGE', () => duration(most.at - least.at)],
  ]);
};

const property = ({ origin, periodSeconds }: TimeSeries, name: string): string | undefined => {
  if (name === 'Period') return String(periodSeconds);
  if (origin === undefined) return undefined;
  if (name.startsWith('Dim.')) return origin.dimensions.get(name.slice('Dim.'.length));
  return new Map([
    ['AccountId', origin.account],
    ['AccountLabel', origin.account],
    ['MetricName', origin.name],
    ['Namespace', origin.namespace],
    ['Region', origin.region],
    ['Stat', origin.statistic],
  ]).get(name);
};

const PLACEHOLDER = /\$\{(?:PROP\((?:'([^']*)'|"([^"]*)")\)|([A-Z_]+))\}/g;

export const isDynamic = (template: string): boolean => template.includes('${');

/** A label with the values of the series in the place of their names; unknown names become `--`, as there is nothing. */
export const renderLabel = (
  template: string,
  series: TimeSeries,
  label: string,
  settings: LabelSettings,
): string => {
  if (!isDynamic(template)) return template;
  const live = liveValues(series, label);
  return template.replaceAll(
    PLACEHOLDER,
    (_, single?: string, double?: string, name?: string): string => {
      const asked = single ?? double;
      if (asked !== undefined) return property(series, asked) ?? '--';
      return live.get(name ?? '')?.(settings) ?? '--';
    },
  );
};
