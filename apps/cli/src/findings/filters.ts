import type { SecurityHub } from '@gatehouse/clients';
import type { Arguments, Option } from '../command.ts';
import { UsageError } from '../errors.ts';
import { durationOf } from '../words.ts';

export type Filters = NonNullable<
  NonNullable<Parameters<SecurityHub['getFindings']>[0]>['Filters']
>;

export const FILTER_OPTIONS: Readonly<Record<string, Option>> = {
  severity: { value: 'LABELS', help: 'CRITICAL, HIGH, MEDIUM, LOW, INFORMATIONAL, by commas' },
  status: { value: 'STATES', help: 'NEW, NOTIFIED, RESOLVED, SUPPRESSED, by commas' },
  record: { value: 'STATE', help: 'ACTIVE (default), ARCHIVED or ANY' },
  account: { value: 'IDS', help: 'of these accounts, by commas' },
  'finding-region': { value: 'REGIONS', help: 'of these Regions, by commas' },
  product: { value: 'NAME', help: 'of this product' },
  resource: { value: 'ID', help: 'about this resource: its ARN or id' },
  type: { value: 'TYPE', help: 'with a type that begins so, TTPs/Execution' },
  title: { value: 'TEXT', help: 'with this text in the title' },
  since: { value: 'TIME', help: 'updated within the last 30m, 12h, 7d' },
};

const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL'];
export const STATUSES = ['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED'] as const;

type Comparison = 'EQUALS' | 'PREFIX' | 'CONTAINS';

const texts = (value: string | undefined, comparison: Comparison = 'EQUALS') =>
  value === undefined
    ? undefined
    : value.split(',').map((one) => ({ Value: one.trim(), Comparison: comparison }));

const among = (name: string, value: string | undefined, known: readonly string[]) => {
  const spelled = value?.toUpperCase();
  for (const one of spelled?.split(',') ?? [])
    if (!known.includes(one.trim()))
      throw new UsageError(`--${name} is one or more of ${known.join(', ')}; not "${one}"`);
  return texts(spelled);
};

/** @throws UsageError */
export const filtersOf = (given: Arguments, now: Date): Filters => {
  const record = given.choice('record', ['ACTIVE', 'ARCHIVED', 'ANY'], 'ACTIVE');
  const since = given.one('since');
  const title = given.one('title');
  const all: Filters = {
    SeverityLabel: among('severity', given.one('severity'), SEVERITIES),
    WorkflowStatus: among('status', given.one('status'), STATUSES),
    RecordState: record === 'ANY' ? undefined : texts(record),
    AwsAccountId: texts(given.one('account')),
    Region: texts(given.one('finding-region')),
    ProductName: texts(given.one('product')),
    ResourceId: texts(given.one('resource')),
    Type: texts(given.one('type'), 'PREFIX'),
    Title: title === undefined ? undefined : [{ Value: title, Comparison: 'CONTAINS' }],
    UpdatedAt:
      since === undefined
        ? undefined
        : [
            {
              Start: new Date(now.getTime() - durationOf('since', since) * 1000).toISOString(),
              End: now.toISOString(),
            },
          ],
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
};
