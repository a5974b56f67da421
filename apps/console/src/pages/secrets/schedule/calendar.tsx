import Box from '@cloudscape-design/components/box';
import Table from '@cloudscape-design/components/table';
import type { RotationWindow } from '../../../api/rotation.ts';

const DAY = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeZone: 'UTC' });
const MINUTES_PER_DAY = 1440;
const HOURS = [0, 6, 12, 18, 24];
const MOST_DAYS = 12;

const minutesOf = (at: string): number => {
  const date = new Date(at);
  return date.getUTCHours() * 60 + date.getUTCMinutes();
};

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

const rangeOf = ({ opensAt, closesAt }: RotationWindow): readonly [number, number] => {
  const opens = minutesOf(opensAt);
  const length = (Date.parse(closesAt) - Date.parse(opensAt)) / 60_000;
  return [opens, Math.min(MINUTES_PER_DAY, opens + length)];
};

const Bars = ({ windows }: { readonly windows: readonly RotationWindow[] }) => (
  <svg className="gh-day" viewBox="0 0 1440 60" preserveAspectRatio="none" aria-hidden="true">
    <rect className="gh-day-ground" width={MINUTES_PER_DAY} height="60" />
    {HOURS.map((hour) => (
      <line key={hour} x1={hour * 60} x2={hour * 60} y1="0" y2="60" />
    ))}
    {windows.map((window) => {
      const [from, to] = rangeOf(window);
      return (
        <rect
          key={window.opensAt}
          className="gh-day-window"
          x={from}
          y="12"
          width={to - from}
          height="36"
        />
      );
    })}
  </svg>
);

interface Day {
  readonly day: string;
  readonly windows: readonly RotationWindow[];
}

const daysOf = (windows: readonly RotationWindow[]): readonly Day[] => {
  const days = new Map<string, readonly RotationWindow[]>();
  for (const window of windows) {
    const day = window.opensAt.slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), window]);
  }
  return [...days].map(([day, of]) => ({ day, windows: of }));
};

const rangesText = ({ windows }: Day): string =>
  windows
    .map((window) => {
      const [from, to] = rangeOf(window);
      return `${clock(from)} to ${clock(to)}`;
    })
    .join(', ');

/** The days on which windows open next, each as a bar from midnight to midnight. */
export const WindowCalendar = ({ windows }: { readonly windows: readonly RotationWindow[] }) => (
  <Table
    variant="embedded"
    items={daysOf(windows).slice(0, MOST_DAYS)}
    trackBy={({ day }) => day}
    enableKeyboardNavigation
    wrapLines
    ariaLabels={{ tableLabel: 'Next rotation windows' }}
    columnDefinitions={[
      {
        id: 'day',
        header: 'Day (UTC)',
        isRowHeader: true,
        cell: ({ day }) => DAY.format(new Date(`${day}T00:00:00Z`)),
      },
      { id: 'window', header: 'Window (UTC)', cell: rangesText },
      {
        id: 'bar',
        header: '00 – 06 – 12 – 18 – 24',
        width: 400,
        cell: (day) => <Bars windows={day.windows} />,
      },
    ]}
    empty={<Box>No window will ever open.</Box>}
  />
);
