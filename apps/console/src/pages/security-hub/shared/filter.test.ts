import { expect, test } from 'vitest';
import {
  conditionFault,
  conditionsOf,
  filtersOf,
  OPEN,
  read,
  RESOLVED_BY_RESOLVER,
  written,
} from './filter.ts';

const condition = (field: string, operator: string, value: string) => ({ field, operator, value });

test.for([
  ['SeverityLabel', '=', 'HIGH', { Value: 'HIGH', Comparison: 'EQUALS' }],
  ['Title', ':', 'shadow', { Value: 'shadow', Comparison: 'CONTAINS' }],
  ['Title', '!:', 'shadow', { Value: 'shadow', Comparison: 'NOT_CONTAINS' }],
  ['Type', '^', 'TTPs/', { Value: 'TTPs/', Comparison: 'PREFIX' }],
  ['Type', '!^', 'TTPs/', { Value: 'TTPs/', Comparison: 'PREFIX_NOT_EQUALS' }],
  ['Region', '!=', 'eu-west-1', { Value: 'eu-west-1', Comparison: 'NOT_EQUALS' }],
  ['ResourceTags', '=', 'team=a=b', { Key: 'team', Value: 'a=b', Comparison: 'EQUALS' }],
  ['Confidence', '>=', '80', { Gte: 80 }],
  ['NetworkSourceIpV4', '=', '10.0.0.0/8', { Cidr: '10.0.0.0/8' }],
  ['UpdatedAt', '=', '7 days', { DateRange: { Value: 7, Unit: 'DAYS' } }],
  ['UpdatedAt', '>=', '2026-03-01', { Start: '2026-03-01T00:00:00.000Z' }],
  ['Keyword', '=', 'shadow', { Value: 'shadow' }],
] as const)('%s %s %s is asked of the API as it takes it', ([field, operator, value, filter]) => {
  expect(filtersOf([condition(field, operator, value)])).toEqual({ [field]: [filter] });
});

test('values of one field are alternatives, and a start and an end are one range', () => {
  const range = [
    condition('UpdatedAt', '>=', '2026-03-01T00:00:00Z'),
    condition('UpdatedAt', '<=', '2026-03-02T00:00:00Z'),
  ];

  expect(filtersOf([...OPEN, ...range])).toEqual({
    WorkflowStatus: [
      { Value: 'NEW', Comparison: 'EQUALS' },
      { Value: 'NOTIFIED', Comparison: 'EQUALS' },
    ],
    RecordState: [{ Value: 'ACTIVE', Comparison: 'EQUALS' }],
    UpdatedAt: [{ Start: '2026-03-01T00:00:00.000Z', End: '2026-03-02T00:00:00.000Z' }],
  });
});

test('the filters of an insight come back as the conditions that made them', () => {
  const conditions = [
    ...RESOLVED_BY_RESOLVER,
    condition('Title', '^', 'Write'),
    condition('ResourceTags', '!=', 'team=blue'),
    condition('Criticality', '>', '3'),
    condition('UpdatedAt', '=', '30 days'),
  ];

  expect(conditionsOf(filtersOf(conditions)).conditions).toEqual(conditions);
  expect(conditionsOf({ Sample: [{ Value: true }], Title: [] })).toEqual({
    conditions: [],
    others: ['Sample'],
  });
});

test.for([
  ['UpdatedAt', '=', 'soon'],
  ['Confidence', '=', 'much'],
  ['ResourceTags', '=', 'team'],
  ['Title', '>=', 'a'],
  ['Title', '=', ' '],
  ['NoSuchField', '=', 'a'],
] as const)('%s %s %s is no condition, and says why', ([field, operator, value]) => {
  expect(conditionFault(condition(field, operator, value))).toEqual(expect.any(String));
  expect(filtersOf([condition(field, operator, value)])).toEqual({});
});

test.for([
  ['not JSON', OPEN],
  ['7', OPEN],
  ['[["Title",":","x"],["Title","=="],5]', [condition('Title', ':', 'x')]],
  ['[]', []],
] as const)('an address that says %j is read without harm', ([text, conditions]) => {
  expect(read(text)).toEqual(conditions);
});

test('conditions keep through an address', () => {
  expect(read(written(RESOLVED_BY_RESOLVER))).toEqual(RESOLVED_BY_RESOLVER);
  expect(read(null)).toEqual(OPEN);
});
