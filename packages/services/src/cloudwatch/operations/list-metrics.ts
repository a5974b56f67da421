import type { ListMetricsInput, ListMetricsOutput } from '@aws-sdk/client-cloudwatch';
import { cutPage, reads } from '@gatehouse/service-kit';
import type { CloudWatchParts } from '../deps.ts';
import { collectionTooLarge, tokenInvalid, valueInvalid } from '../errors.ts';
import { metricLimits, shownDimensions } from '../input.ts';
import { type SeriesFilter, series } from '../repositories/series.ts';

const PAGE = 500;
const MOST_FILTERS = 10;
const RECENTLY = 3 * 3_600_000;
// "metrics that have had data published in the past two weeks".
const LATELY = 14 * 86_400_000;

type After = NonNullable<SeriesFilter['after']>;

const positionOf = (position: readonly (string | number)[] | undefined): After => {
  const [namespace, name, id] = position ?? [];
  if (typeof namespace !== 'string' || typeof name !== 'string' || typeof id !== 'string')
    throw tokenInvalid();
  return [namespace, name, id];
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html */
export const listMetrics = ({ pages }: CloudWatchParts) =>
  reads<ListMetricsInput, ListMetricsOutput>(
    {
      limits: metricLimits,
      event: { data: true },
      partial: 'No account is linked to another: each sees its own metrics.',
    },
    async (input, call) => {
      await call.authorize('cloudwatch:ListMetrics', '*');
      const { Namespace, MetricName, Dimensions = [], RecentlyActive, NextToken } = input;
      if (Dimensions.length > MOST_FILTERS) throw collectionTooLarge('Dimensions', MOST_FILTERS);
      if (RecentlyActive !== undefined && RecentlyActive !== 'PT3H')
        throw valueInvalid(RecentlyActive, 'RecentlyActive');
      if (input.OwningAccount !== undefined && input.OwningAccount !== call.account)
        return { Metrics: [] };
      const { account, region } = call;
      const filters = { Namespace, MetricName, Dimensions, RecentlyActive };
      const question = ['ListMetrics', account, region, filters];
      const found = await series.find(call.tx, {
        account,
        region,
        namespace: Namespace,
        name: MetricName,
        dimensions: Dimensions.map(({ Name = '', Value }) => ({ name: Name, value: Value })),
        activeSince: call.now.getTime() - (RecentlyActive === undefined ? LATELY : RECENTLY),
        after: NextToken === undefined ? undefined : positionOf(pages.open(question, NextToken)),
        limit: PAGE + 1,
      });
      const { page, last } = cutPage(found, PAGE);
      return {
        Metrics: page.map(({ namespace, name, dimensions }) => ({
          Namespace: namespace,
          MetricName: name,
          Dimensions: shownDimensions(dimensions),
        })),
        ...(input.IncludeLinkedAccounts === true
          ? { OwningAccounts: page.map(() => account) }
          : {}),
        NextToken:
          last === undefined
            ? undefined
            : pages.seal(question, [last.namespace, last.name, last.id]),
      };
    },
  );
