/*
 * The plainest reading of a cron expression: whether one minute is named by the text, asked again for every minute. It
 * shares nothing with the package, so that the two can disagree.
 */

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const WEEKDAYS = 'SUN MON TUE WED THU FRI SAT'.split(' ');
const DAY_MILLISECONDS = 86_400_000;

const numbered = (text: string, names: readonly string[]): string =>
  names.reduce((rest, name, at) => rest.replaceAll(name, String(at + 1)), text);

const names = (field: string, value: number, lowest: number, highest: number): boolean =>
  field.split(',').some((item) => {
    const [range = '', step] = item.split('/');
    const [first = '', last] = range === '*' ? [String(lowest), String(highest)] : range.split('-');
    const from = Number(first);
    const to = last === undefined ? (step === undefined ? from : highest) : Number(last);
    let at = from;
    for (let count = 0; ; count += 1) {
      if (at === value && count % Number(step ?? 1) === 0) return true;
      if (at === to) return false;
      at = at === highest ? lowest : at + 1;
    }
  });

const isWeekday = (date: Date): boolean => date.getUTCDay() > 0 && date.getUTCDay() < 6;
const days = (date: Date, many: number): Date => new Date(date.getTime() + many * DAY_MILLISECONDS);
const sameMonth = (one: Date, other: Date): boolean => one.getUTCMonth() === other.getUTCMonth();

/** Lists of `L` and `#`, which only rotations take. */
const isMixed = (field: string): boolean => field.includes(',') && /[L#]/.test(field);

const namesMonthDay = (field: string, date: Date): boolean => {
  if (isMixed(field)) return field.split(',').some((item) => namesMonthDay(item, date));
  const isLast = !sameMonth(date, days(date, 1));
  if (field === 'L') return isLast;
  if (field === 'LW')
    return (
      isWeekday(date) &&
      [1, 2, 3].every((more) => !sameMonth(date, days(date, more)) || !isWeekday(days(date, more)))
    );
  if (!field.endsWith('W')) return names(field, date.getUTCDate(), 1, 31);
  const wanted = Number(field.slice(0, -1));
  // Of the weekdays of the month this one is nearest: nothing but a weekend lies between.
  const target = days(date, wanted - date.getUTCDate());
  if (!sameMonth(target, date) || !isWeekday(date)) return false;
  const candidates = [0, -1, 1, -2, 2].map((away) => days(target, away));
  const nearest = candidates.find((day) => isWeekday(day) && sameMonth(day, target));
  return nearest?.getTime() === date.getTime();
};

const namesWeekday = (field: string, date: Date): boolean => {
  if (isMixed(field)) return field.split(',').some((item) => namesWeekday(item, date));
  const weekday = date.getUTCDay() + 1;
  if (field === 'L') return weekday === 7;
  if (field.endsWith('L'))
    return weekday === Number(field.slice(0, -1)) && !sameMonth(date, days(date, 7));
  const [wanted = '', nth] = field.split('#');
  if (nth !== undefined)
    return weekday === Number(wanted) && Math.ceil(date.getUTCDate() / 7) === Number(nth);
  return names(field, weekday, 1, 7);
};

/** Whether a valid `cron(…)` names a minute. */
export const plainReading = (text: string): ((minute: Date) => boolean) => {
  const [minutes = '', hours = '', monthDays = '', months = '', weekDays = '', years = ''] = text
    .slice('cron('.length, -1)
    .split(' ');
  const monthNumbers = numbered(months, MONTHS);
  const weekDayNumbers = numbered(weekDays, WEEKDAYS);
  return (minute) => {
    const date = new Date(Math.floor(minute.getTime() / DAY_MILLISECONDS) * DAY_MILLISECONDS);
    return (
      names(minutes, minute.getUTCMinutes(), 0, 59) &&
      names(hours, minute.getUTCHours(), 0, 23) &&
      names(monthNumbers, date.getUTCMonth() + 1, 1, 12) &&
      names(years, date.getUTCFullYear(), 1970, 2199) &&
      (monthDays === '?' ? namesWeekday(weekDayNumbers, date) : namesMonthDay(monthDays, date))
    );
  };
};
