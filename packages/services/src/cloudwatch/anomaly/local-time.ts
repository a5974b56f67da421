const HOUR = 3_600_000;
const DAYS = new Map(
  ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].map((name, at) => [name, at]),
);

/** Whether there is a time zone of this name: `Europe/Zurich`. */
export const isTimeZone = (name: string): boolean => {
  try {
    Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

/** The hour of the week, 0 (Sunday, midnight) to 167. */
export type HourOfWeek = (at: number) => number;

const ofFormat = (format: Intl.DateTimeFormat, at: number): number => {
  const parts = format.formatToParts(new Date(at));
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return (DAYS.get(part('weekday')) ?? 0) * 24 + (Number(part('hour')) % 24);
};

/** Local hours; zones that are off by half an hour count by the hour in which a UTC hour begins. */
export const hourOfWeek = (timeZone: string): HourOfWeek => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  const known = new Map<number, number>();
  return (at) => {
    const hour = Math.floor(at / HOUR);
    const before = known.get(hour);
    if (before !== undefined) return before;
    const found = ofFormat(format, hour * HOUR);
    known.set(hour, found);
    return found;
  };
};
