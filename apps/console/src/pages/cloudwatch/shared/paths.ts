const withSearch = (path: string, search: Readonly<Record<string, string>>): string =>
  `${path}?${new URLSearchParams(search).toString()}`;

export const ALARMS = '/cloudwatch/alarms';

export const alarmPath = (name: string): string => withSearch(`${ALARMS}/detail`, { name });

export const editAlarmPath = (name: string): string => withSearch(`${ALARMS}/edit`, { name });

/** The form of a new alarm, with what is known of its metric. */
export const createAlarmPath = (known: Readonly<Record<string, string>> = {}): string =>
  Object.keys(known).length === 0 ? `${ALARMS}/create` : withSearch(`${ALARMS}/create`, known);
