import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import type { Json } from '../../../api/json.ts';
import { type Condition, written } from './filter.ts';

export type Finding = Json<AwsSecurityFinding>;

const withSearch = (path: string, search: Readonly<Record<string, string>>): string =>
  `${path}?${new URLSearchParams(search).toString()}`;

/** @param group opens the dialog that makes an insight of it */
export const findingsPath = (conditions: readonly Condition[], group?: string): string =>
  withSearch('/security-hub/findings', {
    filters: written(conditions),
    ...(group === undefined ? {} : { group }),
  });

export const findingPath = ({
  Id = '',
  ProductArn = '',
}: Pick<Finding, 'Id' | 'ProductArn'>): string =>
  withSearch('/security-hub/findings/detail', { id: Id, product: ProductArn });

export const resourcePath = (id: string): string => withSearch('/security-hub/resource', { id });

export const insightPath = (arn: string): string =>
  withSearch('/security-hub/insights/results', { arn });

export const historyPath = (resourceName: string): string =>
  withSearch('/events', { by: 'ResourceName', value: resourceName });

/** `arn:aws:s3:::bucket` is recorded as `bucket`, and `arn:aws:iam::1:role/path/name` as `name`. */
export const recordedName = (id: string): string =>
  id.startsWith('arn:') ? (id.split(/[:/]/).at(-1) ?? id) : id;

export const keyOf = ({ Id = '', ProductArn = '' }: Pick<Finding, 'Id' | 'ProductArn'>): string =>
  `${ProductArn} ${Id}`;
