import type {
  CreateEventSubscriptionMessage,
  CreateEventSubscriptionResult,
  DeleteEventSubscriptionMessage,
  DeleteEventSubscriptionResult,
  DescribeEventSubscriptionsMessage,
  EventSubscription,
  EventSubscriptionsMessage,
} from '@aws-sdk/client-rds';
import { AwsError, parseArn } from '@gatehouse/core';
import { reads, writes } from '@gatehouse/service-kit';
import { arnOfResource } from '../arns.ts';
import { authorized, authorizeDescribe, authorizeNew, touch } from '../authorization.ts';
import type { RdsDeps } from '../deps.ts';
import { described } from '../describing.ts';
import { alreadyExists, invalidCombination, invalidValue, notFound } from '../errors.ts';
import { newIdentifier } from '../identifiers.ts';
import type { Resource } from '../model.ts';
import { remove } from '../moves.ts';
import { resources } from '../repositories/resources.ts';
import { putTags, requestTags } from '../tags.ts';

const SOURCES: readonly string[] = [
  'db-instance',
  'db-cluster',
  'db-parameter-group',
  'db-security-group',
  'db-snapshot',
  'db-cluster-snapshot',
  'db-proxy',
  'zero-etl',
  'custom-engine-version',
  'blue-green-deployment',
];

const shown = (one: Resource<'es'>, status: string): EventSubscription => ({
  CustomerAwsId: one.account,
  CustSubscriptionId: one.details.name,
  SnsTopicArn: one.details.topic,
  Status: status,
  SubscriptionCreationTime: one.createdAt.toISOString().replace('T', ' ').replace('Z', ''),
  ...(one.details.sourceType === undefined ? {} : { SourceType: one.details.sourceType }),
  SourceIdsList: [...one.details.sourceIds],
  EventCategoriesList: [...one.details.categories],
  Enabled: one.details.enabled,
  EventSubscriptionArn: arnOfResource(one),
});

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateEventSubscription.html */
export const createEventSubscription = () =>
  writes<CreateEventSubscriptionMessage, CreateEventSubscriptionResult>(
    { partial: 'nothing is sent to the topic; the default event bus has the events' },
    async (input, call) => {
      const { tx, account, region, now } = call;
      const id = newIdentifier('es', input.SubscriptionName);
      const tags = requestTags(input.Tags);
      await authorizeNew(call, 'CreateEventSubscription', 'es', id, tags);
      const topic = parseArn(input.SnsTopicArn ?? '');
      if (topic?.service !== 'sns' || topic.region !== region)
        throw new AwsError(
          'SNSInvalidTopicFault',
          'SNS has responded that there is a problem with the SNS topic specified.',
        );
      if (topic.account !== account)
        throw new AwsError(
          'SNSNoAuthorizationFault',
          `You do not have permission to publish to the SNS topic ARN: ${input.SnsTopicArn ?? ''}`,
        );
      const { SourceType: sourceType, SourceIds: sourceIds = [] } = input;
      if (sourceType !== undefined && !SOURCES.includes(sourceType))
        throw invalidValue(`Invalid source type: ${sourceType}`);
      if (sourceIds.length > 0 && sourceType === undefined)
        throw invalidCombination('SourceType must be specified when SourceIds are.');
      const subscription: Resource<'es'> = {
        kind: 'es',
        account,
        region,
        id,
        createdAt: now,
        details: {
          name: input.SubscriptionName ?? id,
          topic: input.SnsTopicArn ?? '',
          sourceType,
          sourceIds: sourceIds.map((one) => one.toLowerCase()),
          categories: input.EventCategories ?? [],
          enabled: input.Enabled ?? true,
        },
      };
      if (!(await resources.insert(tx, subscription)))
        throw alreadyExists('es', input.SubscriptionName ?? id);
      await putTags(tx, subscription, tags);
      touch(call, subscription);
      return { EventSubscription: shown(subscription, 'creating') };
    },
  );

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteEventSubscription.html */
export const deleteEventSubscription = () =>
  writes<DeleteEventSubscriptionMessage, DeleteEventSubscriptionResult>({}, async (input, call) => {
    const name = input.SubscriptionName;
    const subscription = await authorized(call, 'DeleteEventSubscription', 'es', name);
    await remove(call.tx, subscription);
    return { EventSubscription: shown(subscription, 'deleting') };
  });

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeEventSubscriptions.html */
export const describeEventSubscriptions = ({ pages }: RdsDeps) =>
  reads<DescribeEventSubscriptionsMessage, EventSubscriptionsMessage>({}, async (input, call) => {
    const { tx, account, region } = call;
    const given = input.SubscriptionName;
    await authorizeDescribe(call, 'DescribeEventSubscriptions', 'es', given);
    const id = given?.toLowerCase() ?? '';
    const one =
      given === undefined
        ? undefined
        : await resources.find(tx, { account, region, kind: 'es', id });
    if (given !== undefined && one === undefined) throw notFound('es', given);
    const { rows, next } = await described(pages, call, {
      operation: 'DescribeEventSubscriptions',
      input,
      question: given,
      filters: {},
      load: async (stretch) =>
        one === undefined ? resources.list(tx, call, 'es', stretch) : [one],
    });
    return { EventSubscriptionsList: rows.map((row) => shown(row, 'active')), ...next };
  });
