import type {
  DeleteSubscriptionFilterRequest,
  DescribeSubscriptionFiltersRequest,
  DescribeSubscriptionFiltersResponse,
  Distribution,
  PutSubscriptionFilterRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import { parseArn } from '@gatehouse/core';
import { type Call, reads, receives, writes } from '@gatehouse/service-kit';
import { authorizeGroup, namedPolicy, permittedGroup } from '../access.ts';
import { destinationOfArn } from '../delivery/destination.ts';
import { invokeFor } from '../delivery/invoke.ts';
import { controlMessage } from '../delivery/payload.ts';
import type { LogsParts } from '../deps.ts';
import {
  classLacks,
  destinationArnInvalid,
  destinationMissing,
  groupMissing,
  groupOfFunction,
  limitExceeded,
  notExecutable,
  notHere,
  roleWithFunction,
  subscriptionMissing,
  vendorUnknown,
} from '../errors.ts';
import { regexesIn } from '../filters.ts';
import type { Group, GroupRef } from '../model.ts';
import { GROUP_NAME, groupRef } from '../names.ts';
import { DEFAULT_LIMIT, LIMIT, rowPage } from '../paging.ts';
import { metricFilters, subscriptions } from '../repositories/filters.ts';
import { groups } from '../repositories/groups.ts';
import { destinations } from '../repositories/policies.ts';

const MOST_FILTERS = 2;
const MOST_REGEXES = 5;
const GROUP = { minLength: 1, maxLength: 512, pattern: GROUP_NAME };
export const FILTER_NAME = { minLength: 1, maxLength: 512, pattern: '[^:*]*' };

/** CloudWatch Logs quotas: regular expressions in all filters of a group. */
export const requireFewRegexes = async (
  call: Call,
  group: Group,
  except: { readonly kind: 'metric' | 'subscription'; readonly name: string },
  pattern: string,
): Promise<void> => {
  const added = regexesIn(pattern);
  if (added === 0) return;
  const patterns = [
    ...(await subscriptions.ofGroup(call.tx, group.id)).filter(
      ({ name }) => except.kind !== 'subscription' || name !== except.name,
    ),
    ...(await metricFilters.ofGroup(call.tx, group.id)).filter(
      ({ name }) => except.kind !== 'metric' || name !== except.name,
    ),
  ];
  const present = patterns.reduce((sum, filter) => sum + regexesIn(filter.pattern), 0);
  if (present + added > MOST_REGEXES) throw limitExceeded();
};

/** Everything that can be said about a request without reaching its destination; answers the function to reach. */
const checked = async (
  { filters }: Pick<LogsParts, 'filters'>,
  input: PutSubscriptionFilterRequest,
  call: Call,
): Promise<{ readonly group: Group; readonly functionArn: string }> => {
  const ref = groupRef(call, input.logGroupName ?? '');
  const arn = input.destinationArn ?? '';
  await authorizeGroup(call, 'logs:PutSubscriptionFilter', ref);
  const functionArn = await targetOf(call, arn);
  if (functionArn !== undefined && isOwnGroup(ref, functionArn)) throw groupOfFunction();
  const group = await groups.find(call.tx, ref);
  if (group === undefined) throw groupMissing();
  call.touch({ type: 'AWS::Logs::LogGroup', name: group.name, arn: group.arn });
  if (group.class !== 'STANDARD') throw classLacks('Subscription filters');
  filters.of(input.filterPattern ?? '');
  if (parseArn(arn)?.service === 'lambda' && input.roleArn !== undefined) throw roleWithFunction();
  if (functionArn === undefined) throw destinationMissing();
  const present = await subscriptions.ofGroup(call.tx, group.id);
  const isNew = present.every(({ name }) => name !== input.filterName);
  if (isNew && present.length >= MOST_FILTERS) throw limitExceeded();
  const name = input.filterName ?? '';
  await requireFewRegexes(call, group, { kind: 'subscription', name }, input.filterPattern ?? '');
  return { group, functionArn };
};

/** What a function writes of a run would begin its next one, without end. */
const isOwnGroup = ({ account, name }: GroupRef, functionArn: string): boolean => {
  const parsed = parseArn(functionArn);
  const [, functionName = ''] = parsed?.resource.split(':') ?? [];
  return parsed?.account === account && name === `/aws/lambda/${functionName}`;
};

/** The function behind an ARN; undefined when a destination is not there. */
const targetOf = async (call: Call, arn: string): Promise<string | undefined> => {
  const parsed = parseArn(arn);
  if (parsed === undefined) throw destinationArnInvalid();
  if (parsed.service === 'kinesis') throw notHere('Kinesis');
  if (parsed.service === 'firehose') throw notHere('Firehose');
  if (parsed.service === 'lambda') {
    if (!parsed.resource.startsWith('function:') || parsed.region !== call.region)
      throw destinationArnInvalid();
    return arn;
  }
  const ref = destinationOfArn(arn);
  if (ref === undefined) throw vendorUnknown(parsed.service);
  const destination = await destinations.find(call.tx, ref, ref.name);
  const policy = destination?.accessPolicy;
  // Its owner lets others subscribe by the destination's own policy.
  await call.authorize(
    'logs:PutSubscriptionFilter',
    arn,
    {},
    {
      resourceAccount: ref.account,
      resourcePolicy: policy === undefined ? undefined : namedPolicy(arn, policy),
    },
  );
  return destination?.targetArn;
};

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html */
export const putSubscriptionFilter = (parts: LogsParts) =>
  receives<PutSubscriptionFilterRequest, Awaited<ReturnType<typeof checked>>, object, object>(
    {
      limits: {
        logGroupName: GROUP,
        filterName: FILTER_NAME,
        filterPattern: { maxLength: 1024 },
        destinationArn: { minLength: 1, maxLength: 2048 },
        roleArn: { minLength: 1, maxLength: 2048 },
        distribution: { oneOf: ['Random', 'ByLogStream'] },
        fieldSelectionCriteria: { maxLength: 2000 },
      },
      partial:
        'Destinations are Lambda functions, directly or behind a destination of CloudWatch Logs; there are no Kinesis streams and no Firehose. Transformed logs and system fields are absent.',
    },
    {
      admit: (input, call) => checked(parts, input, call),
      keep: async (_input, { group, functionArn }) => {
        const payload = controlMessage(parts.clock.now());
        const outcome = await invokeFor(parts, group, functionArn, payload);
        if (outcome !== 'sent') throw notExecutable();
        return {};
      },
      run: async (input, call) => {
        const { group } = await checked(parts, input, call);
        await subscriptions.put(call.tx, {
          id: parts.ids.hex(24),
          groupId: group.id,
          name: input.filterName ?? '',
          pattern: input.filterPattern ?? '',
          destinationArn: input.destinationArn ?? '',
          roleArn: input.roleArn,
          distribution: input.distribution ?? 'ByLogStream',
          createdAt: call.now.getTime(),
        });
        return {};
      },
    },
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeSubscriptionFilters.html */
export const describeSubscriptionFilters = ({ pages }: Pick<LogsParts, 'pages'>) =>
  reads<DescribeSubscriptionFiltersRequest, DescribeSubscriptionFiltersResponse>(
    {
      limits: {
        logGroupName: GROUP,
        filterNamePrefix: FILTER_NAME,
        nextToken: { minLength: 1 },
        limit: LIMIT,
      },
    },
    async (input, call) => {
      const ref = groupRef(call, input.logGroupName ?? '');
      const group = await permittedGroup(call, 'logs:DescribeSubscriptionFilters', ref);
      const { filterNamePrefix: prefix = '' } = input;
      const { rows, nextToken } = await rowPage(
        pages,
        { operation: 'DescribeSubscriptionFilters', group: group.id, prefix },
        { token: input.nextToken, limit: input.limit ?? DEFAULT_LIMIT },
        async (after, limit) =>
          (await subscriptions.ofGroup(call.tx, group.id))
            .filter(({ name }) => name.startsWith(prefix) && name > String(after?.[0] ?? ''))
            .slice(0, limit),
        ({ name }) => [name],
      );
      return {
        subscriptionFilters: rows.map((filter) => ({
          filterName: filter.name,
          logGroupName: group.name,
          filterPattern: filter.pattern,
          destinationArn: filter.destinationArn,
          roleArn: filter.roleArn,
          // The column holds what PutSubscriptionFilter has checked against the model's values.
          distribution: filter.distribution as Distribution,
          creationTime: filter.createdAt,
        })),
        nextToken,
      };
    },
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteSubscriptionFilter.html */
export const deleteSubscriptionFilter = () =>
  writes<DeleteSubscriptionFilterRequest, object>(
    { limits: { logGroupName: GROUP, filterName: FILTER_NAME } },
    async (input, call) => {
      const ref = groupRef(call, input.logGroupName ?? '');
      const group = await permittedGroup(call, 'logs:DeleteSubscriptionFilter', ref);
      const present = await subscriptions.ofGroup(call.tx, group.id);
      const filter = present.find(({ name }) => name === input.filterName);
      if (filter === undefined) throw subscriptionMissing();
      await subscriptions.remove(call.tx, filter);
      return {};
    },
  );
