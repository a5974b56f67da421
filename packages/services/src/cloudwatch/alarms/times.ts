const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-11-25T21:50:00.000+0000`, as all documents of alarms have times. */
export const isoTime = (at: Date): string => at.toISOString().replace('Z', '+0000');

/** `25/11/26 21:50:00`, the start of a datapoint's period in a reason. */
export const datapointTime = (at: number): string => {
  const time = new Date(at);
  const day = `${two(time.getUTCDate())}/${two(time.getUTCMonth() + 1)}/${two(time.getUTCFullYear() % 100)}`;
  return `${day} ${time.toISOString().slice(11, 19)}`;
};

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `Friday 22 July, 2022 15:57:45 UTC`, as reasons of composite alarms have it. */
export const spokenTime = (at: Date): string =>
  `${DAYS[at.getUTCDay()]} ${two(at.getUTCDate())} ${MONTHS[at.getUTCMonth()]}, ${at.getUTCFullYear()} ${at.toISOString().slice(11, 19)} UTC`;
