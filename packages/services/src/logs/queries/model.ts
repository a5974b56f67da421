import type { QueryStatus } from '@aws-sdk/client-cloudwatch-logs';
import type { Scope } from '../model.ts';

/** A log group as a query names it: another group of the same name later is another one. */
export interface QueriedGroup {
  readonly id: string;
  readonly name: string;
}

export interface LogQuery extends Scope {
  readonly id: string;
  readonly text: string;
  readonly status: QueryStatus;
  readonly groups: readonly QueriedGroup[];
  /** Milliseconds since 1970, both counting. */
  readonly from: number;
  readonly until: number;
  readonly limit: number | undefined;
  readonly createdAt: number;
  readonly startedAt: number | undefined;
  readonly matched: number;
  readonly scanned: number;
  readonly bytes: number;
  readonly rows: number;
}

export interface QueryDefinition extends Scope {
  readonly id: string;
  readonly name: string;
  readonly text: string;
  readonly groups: readonly string[];
  readonly parameters: readonly QueryParameter[];
  readonly updatedAt: number;
}

export interface QueryParameter {
  readonly name: string;
  readonly defaultValue?: string | undefined;
  readonly description?: string | undefined;
}

/** A row of a result as it is kept and answered. */
export type Cells = readonly (readonly [field: string, value: string])[];

/** Runs a query; its key is the query's id. */
export const QUERY = 'logs.query';

/** CloudWatch Logs User Guide, "CloudWatch Logs quotas". */
export const MOST_AT_ONCE = 30;
export const MOST_GROUPS = 50;
const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;
export const LONGEST_RUN = 60 * MINUTE;
export const KEPT_FOR = 7 * DAY;

/** `SOURCE "group" START=… END=… | …`, as DescribeQueries tells it. */
export const sourceText = ({ groups, from, until, text }: LogQuery): string =>
  `${groups.map(({ name }) => `SOURCE "${name}"`).join(' | ')} START=${from} END=${until} | ${text}`;
