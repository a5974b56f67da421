import type { Limits } from '@gatehouse/service-kit';
import { TABLE_NAME } from '../names.ts';

/** Enumerations and lengths of the API model that several operations have. */

export const CAPACITY: Limits = {
  ReturnConsumedCapacity: { oneOf: ['INDEXES', 'TOTAL', 'NONE'] },
};
export const METRICS: Limits = { ReturnItemCollectionMetrics: { oneOf: ['SIZE', 'NONE'] } };
export const FAILURE_VALUES: Limits = {
  ReturnValuesOnConditionCheckFailure: { oneOf: ['ALL_OLD', 'NONE'] },
};
export const RETURN_VALUES: Limits = {
  ReturnValues: { oneOf: ['ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW'] },
};
export const CONDITIONAL_OPERATOR: Limits = { ConditionalOperator: { oneOf: ['OR', 'AND'] } };

export const WRITE: Limits = {
  ...TABLE_NAME,
  ...CAPACITY,
  ...METRICS,
  ...FAILURE_VALUES,
  ...RETURN_VALUES,
  ...CONDITIONAL_OPERATOR,
};

const ATTRIBUTES_TO_GET: Limits = { AttributesToGet: { minLength: 1, maxLength: 255 } };

export const GET: Limits = { ...TABLE_NAME, ...CAPACITY, ...ATTRIBUTES_TO_GET };

export const PAGE: Limits = {
  ...GET,
  ...CONDITIONAL_OPERATOR,
  IndexName: { minLength: 3, maxLength: 255, pattern: '[a-zA-Z0-9_.-]+' },
  Limit: { minValue: 1, maxValue: 2_147_483_647 },
  Select: {
    oneOf: ['SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES'],
  },
};
