import type {
  DeleteMetricFilterRequest,
  DescribeMetricFiltersRequest,
  DescribeMetricFiltersResponse,
  MetricTransformation as WireTransformation,
  PutMetricFilterRequest,
  StandardUnit,
  TestMetricFilterRequest,
  TestMetricFilterResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { parseSelector } from '@gatehouse/patterns';
import { reads, writes } from '@gatehouse/service-kit';
import { permittedGroup } from '../access.ts';
import type { LogsParts } from '../deps.ts';
import {
  classLacks,
  defaultWithDimensions,
  invalid,
  limitExceeded,
  metricFilterMissing,
  metricValueInvalid,
  tooManyDimensions,
} from '../errors.ts';
import type { MetricFilter, MetricTransformation } from '../model.ts';
import { everyGroup, GROUP_NAME, groupRef } from '../names.ts';
import { DEFAULT_LIMIT, LIMIT, rowPage } from '../paging.ts';
import { metricFilters } from '../repositories/filters.ts';
import { FILTER_NAME, requireFewRegexes } from './subscription-filters.ts';

const GROUP = { minLength: 1, maxLength: 512, pattern: GROUP_NAME };
const METRIC = { maxLength: 255, pattern: '[^:*$]*' };
const MOST_FILTERS = 100;
const MOST_DIMENSIONS = 3;
const NUMBER = /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;
const FIELD = /^\$[A-Za-z0-9_@-]+$/;

const isReference = (text: string): boolean =>
  FIELD.test(text) || parseSelector(text) !== undefined;

const transformation = (given: WireTransformation): MetricTransformation => {
  const value = given.metricValue ?? '';
  if (!NUMBER.test(value) && !isReference(value)) throw metricValueInvalid(value);
  const dimensions = Object.entries(given.dimensions ?? {});
  if (dimensions.length > MOST_DIMENSIONS) throw tooManyDimensions();
  if (dimensions.length > 0 && given.defaultValue !== undefined) throw defaultWithDimensions();
  for (const [name, text] of dimensions)
    if (name.length > 255 || text.length > 255 || !isReference(text))
      throw invalid(
        `Invalid metric transformation: dimension value ${text} must be valid selector`,
      );
  return {
    metricName: given.metricName ?? '',
    metricNamespace: given.metricNamespace ?? '',
    metricValue: value,
    ...(given.defaultValue === undefined ? {} : { defaultValue: given.defaultValue }),
    ...(dimensions.length === 0 ? {} : { dimensions: Object.fromEntries(dimensions) }),
    ...(given.unit === undefined ? {} : { unit: given.unit }),
  };
};

const UNITS = ['Seconds', 'Microseconds', 'Milliseconds', 'Percent', 'Count', 'None'].concat(
  ['', '/Second'].flatMap((per) => [
    ...['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes'].map((unit) => unit + per),
    ...['Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits'].map((unit) => unit + per),
  ]),
  'Count/Second',
);

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html */
export const putMetricFilter = ({ filters }: Pick<LogsParts, 'filters'>) =>
  writes<PutMetricFilterRequest, object>(
    {
      limits: {
        logGroupName: GROUP,
        filterName: FILTER_NAME,
        filterPattern: { maxLength: 1024 },
        metricTransformations: { minLength: 1, maxLength: 1 },
        'metricTransformations[].metricName': METRIC,
        'metricTransformations[].metricNamespace': METRIC,
        'metricTransformations[].metricValue': { maxLength: 100 },
        'metricTransformations[].unit': { oneOf: UNITS },
        fieldSelectionCriteria: { maxLength: 2000 },
      },
      partial: 'Transformed logs and system fields are absent.',
    },
    async (input, call) => {
      const ref = groupRef(call, input.logGroupName ?? '');
      const group = await permittedGroup(call, 'logs:PutMetricFilter', ref);
      if (group.class !== 'STANDARD') throw classLacks('Metric filters');
      const { filterName: name = '', filterPattern: pattern = '' } = input;
      filters.of(pattern);
      const transformations = (input.metricTransformations ?? []).map(transformation);
      const present = await metricFilters.ofGroup(call.tx, group.id);
      if (present.length >= MOST_FILTERS && present.every((filter) => filter.name !== name))
        throw limitExceeded();
      await requireFewRegexes(call, group, { kind: 'metric', name }, pattern);
      await metricFilters.put(call.tx, group, {
        groupId: group.id,
        groupName: group.name,
        name,
        pattern,
        transformations,
        createdAt: call.now.getTime(),
      });
      return {};
    },
  );

const described = (filter: MetricFilter) => ({
  filterName: filter.name,
  filterPattern: filter.pattern,
  metricTransformations: filter.transformations.map((one) => ({
    ...one,
    dimensions: one.dimensions === undefined ? undefined : { ...one.dimensions },
    // The column holds what PutMetricFilter has checked against the model's values.
    unit: one.unit as StandardUnit | undefined,
  })),
  creationTime: filter.createdAt,
  logGroupName: filter.groupName,
  applyOnTransformedLogs: false,
});

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeMetricFilters.html */
export const describeMetricFilters = ({ pages }: Pick<LogsParts, 'pages'>) =>
  reads<DescribeMetricFiltersRequest, DescribeMetricFiltersResponse>(
    {
      limits: {
        logGroupName: GROUP,
        filterNamePrefix: FILTER_NAME,
        metricName: METRIC,
        metricNamespace: METRIC,
        nextToken: { minLength: 1 },
        limit: LIMIT,
      },
    },
    async (input, call) => {
      const { logGroupName, filterNamePrefix: prefix = '', metricName, metricNamespace } = input;
      if (logGroupName === undefined)
        await call.authorize('logs:DescribeMetricFilters', everyGroup(call));
      else await permittedGroup(call, 'logs:DescribeMetricFilters', groupRef(call, logGroupName));
      if ((metricName === undefined) !== (metricNamespace === undefined))
        throw invalid('metricName and metricNamespace must be specified together.');
      const { rows, nextToken } = await rowPage(
        pages,
        {
          operation: 'DescribeMetricFilters',
          account: call.account,
          region: call.region,
          group: logGroupName ?? '',
          prefix,
        },
        { token: input.nextToken, limit: input.limit ?? DEFAULT_LIMIT },
        ([group = '', name = ''] = [], limit) =>
          metricFilters.list(call.tx, call, {
            groupName: logGroupName,
            prefix,
            after: [String(group), String(name)],
            limit,
          }),
        ({ groupName, name }) => [groupName, name],
      );
      const found = rows.filter(({ transformations }) =>
        metricName === undefined
          ? true
          : transformations.some(
              (one) => one.metricName === metricName && one.metricNamespace === metricNamespace,
            ),
      );
      return { metricFilters: found.map(described), nextToken };
    },
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteMetricFilter.html */
export const deleteMetricFilter = () =>
  writes<DeleteMetricFilterRequest, object>(
    { limits: { logGroupName: GROUP, filterName: FILTER_NAME } },
    async (input, call) => {
      const ref = groupRef(call, input.logGroupName ?? '');
      const group = await permittedGroup(call, 'logs:DeleteMetricFilter', ref);
      if (!(await metricFilters.remove(call.tx, group.id, input.filterName ?? '')))
        throw metricFilterMissing();
      return {};
    },
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html */
export const testMetricFilter = ({ filters }: Pick<LogsParts, 'filters'>) =>
  reads<TestMetricFilterRequest, TestMetricFilterResponse>(
    {
      limits: {
        filterPattern: { maxLength: 1024 },
        logEventMessages: { minLength: 1, maxLength: 50 },
        'logEventMessages[]': { minLength: 1, sensitive: true },
      },
      redact: ['logEventMessages'],
    },
    async (input, call) => {
      await call.authorize('logs:TestMetricFilter', '*');
      const filter = filters.of(input.filterPattern ?? '');
      const matches = (input.logEventMessages ?? []).flatMap((eventMessage, at) => {
        const found = filter.extract(eventMessage);
        return found === undefined
          ? []
          : [{ eventNumber: at + 1, eventMessage, extractedValues: Object.fromEntries(found) }];
      });
      return { matches };
    },
  );
