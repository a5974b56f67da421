import type {
  AlertRow,
  AlertsAnswer,
  AlertsQuestion,
  AlertStatus,
} from '../../../api/detection/alerts.ts';
import { detection } from '../../../api/detection/client.ts';
import type { RuleOrigin, Severity } from '../../../api/detection/model.ts';
import { SEVERITIES } from '../../../api/detection/model.ts';
import type { LoadPage } from '../../../shared/use-pages.ts';
import { ORIGINS } from '../shared/words.ts';

/** Filters as the address has them: lists are separated by commas. */
export interface AlertFilters {
  readonly severities: string;
  readonly statuses: string;
  readonly origins: string;
  readonly rule: string;
  readonly account: string;
  readonly text: string;
}

export const FILTER_NAMES = [
  'severities',
  'statuses',
  'origins',
  'rule',
  'account',
  'text',
] as const satisfies readonly (keyof AlertFilters)[];

export const OPEN = 'NEW,NOTIFIED';
export const EVERY = 'NEW,NOTIFIED,RESOLVED,SUPPRESSED';

const STATUSES: readonly AlertStatus[] = ['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED'];

const isSeverity = (text: string): text is Severity => SEVERITIES.some((one) => one === text);
const isStatus = (text: string): text is AlertStatus => STATUSES.some((one) => one === text);
const isOrigin = (text: string): text is RuleOrigin => Object.hasOwn(ORIGINS, text);

const listed = <Name extends string>(
  text: string,
  isName: (one: string) => one is Name,
): readonly Name[] => text.split(',').filter(isName);

/** What is not filled in is not asked. */
export const questionOf = (filters: AlertFilters): AlertsQuestion => {
  const severities = listed(filters.severities, isSeverity);
  const origins = listed(filters.origins, isOrigin);
  const [rule, account, text] = [filters.rule, filters.account, filters.text].map((one) =>
    one.trim(),
  );
  return {
    statuses: listed(filters.statuses === '' ? OPEN : filters.statuses, isStatus),
    ...(severities.length === 0 ? {} : { severities }),
    ...(origins.length === 0 ? {} : { origins }),
    ...(rule === undefined || rule === '' ? {} : { rule }),
    ...(account === undefined || account === '' ? {} : { account }),
    ...(text === undefined || text === '' ? {} : { text }),
  };
};

interface PageSettings {
  readonly limit: number;
  /** Hears how many alerts there are, whatever was asked. */
  readonly told?: (counts: AlertsAnswer['counts']) => void;
}

/** The latest first. */
export const alertPages =
  (question: AlertsQuestion, { limit, told }: PageSettings): LoadPage<AlertRow> =>
  async (token, signal) => {
    const { alerts, next, counts } = await detection.alerts(
      { ...question, limit, ...(token === undefined ? {} : { after: token }) },
      signal,
    );
    told?.(counts);
    return { items: alerts, token: next };
  };
