import type {
  DeleteDashboardsInput,
  GetDashboardInput,
  GetDashboardOutput,
  ListDashboardsInput,
  ListDashboardsOutput,
  PutDashboardInput,
  PutDashboardOutput,
} from '@aws-sdk/client-cloudwatch';
import {
  type Call,
  cutPage,
  reads,
  requestTagKeys,
  resourceTagKeys,
  type Tags,
  tagStore,
  writes,
} from '@gatehouse/service-kit';
import { requireBody } from '../dashboard-body.ts';
import type { CloudWatchParts } from '../deps.ts';
import {
  collectionTooLarge,
  dashboardNameInvalid,
  dashboardNotFound,
  dashboardsNotFound,
  tokenInvalid,
} from '../errors.ts';
import { dashboards } from '../repositories/dashboards.ts';
import { dashboardArn, dashboardOwner, requestTags, tagLimits } from '../tags.ts';

const NAME = /^[\w-]{1,255}$/;
const PAGE = 300;
const MOST_AT_ONCE = 100;
// "DashboardBody" has no limit of its own; a request has.
const BODY = { maxLength: 1_048_576 };

const authorized = async (
  call: Call,
  action: string,
  name: string,
  requested: Tags = new Map(),
): Promise<string> => {
  const arn = dashboardArn(call.partition, call.account, name);
  const present = await tagStore.of(call.tx, arn);
  await call.authorize(action, arn, {
    ...resourceTagKeys(undefined, present),
    ...requestTagKeys(requested),
  });
  return arn;
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html */
export const putDashboard = () =>
  writes<PutDashboardInput, PutDashboardOutput>(
    { limits: { ...tagLimits, DashboardBody: BODY } },
    async ({ DashboardName = '', DashboardBody = '', Tags }, call) => {
      const tags = requestTags(Tags);
      const arn = await authorized(call, 'cloudwatch:PutDashboard', DashboardName, tags);
      if (!NAME.test(DashboardName)) throw dashboardNameInvalid();
      requireBody(DashboardBody);
      const present = await dashboards.find(call.tx, call.account, DashboardName);
      await dashboards.put(call.tx, {
        account: call.account,
        name: DashboardName,
        body: DashboardBody,
        size: Buffer.byteLength(DashboardBody),
        modifiedAt: call.now.getTime(),
      });
      // Tags of one that is there already are changed by TagResource only.
      if (present === undefined)
        await tagStore.put(call.tx, dashboardOwner(arn, call.account), tags);
      call.touch({ type: 'AWS::CloudWatch::Dashboard', name: DashboardName });
      return { DashboardValidationMessages: [] };
    },
  );

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetDashboard.html */
export const getDashboard = () =>
  reads<GetDashboardInput, GetDashboardOutput>({}, async ({ DashboardName = '' }, call) => {
    const DashboardArn = await authorized(call, 'cloudwatch:GetDashboard', DashboardName);
    const found = await dashboards.find(call.tx, call.account, DashboardName);
    if (found === undefined) throw dashboardNotFound(DashboardName);
    return { DashboardArn, DashboardBody: found.body, DashboardName };
  });

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListDashboards.html */
export const listDashboards = ({ pages }: CloudWatchParts) =>
  reads<ListDashboardsInput, ListDashboardsOutput>(
    {},
    async ({ DashboardNamePrefix = '', NextToken }, call) => {
      await call.authorize('cloudwatch:ListDashboards', '*');
      const question = ['ListDashboards', call.account, DashboardNamePrefix];
      const [after = ''] =
        NextToken === undefined ? [] : (pages.open(question, NextToken) ?? [undefined]);
      if (NextToken !== undefined && (typeof after !== 'string' || after === ''))
        throw tokenInvalid();
      const found = await dashboards.list(
        call.tx,
        call.account,
        DashboardNamePrefix,
        String(after),
        PAGE + 1,
      );
      const { page, last } = cutPage(found, PAGE);
      return {
        DashboardEntries: page.map(({ name, size, modifiedAt }) => ({
          DashboardName: name,
          DashboardArn: dashboardArn(call.partition, call.account, name),
          LastModified: new Date(modifiedAt),
          Size: size,
        })),
        NextToken: last === undefined ? undefined : pages.seal(question, [last.name]),
      };
    },
  );

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteDashboards.html */
export const deleteDashboards = () =>
  writes<DeleteDashboardsInput, Record<string, never>>({}, async (input, call) => {
    const names = [...new Set(input.DashboardNames)];
    if (names.length > MOST_AT_ONCE) throw collectionTooLarge('DashboardNames', MOST_AT_ONCE);
    const missing: string[] = [];
    for (const name of names) {
      await authorized(call, 'cloudwatch:DeleteDashboards', name);
      if ((await dashboards.find(call.tx, call.account, name)) === undefined) missing.push(name);
    }
    if (missing.length > 0) throw dashboardsNotFound(missing);
    for (const name of names) {
      await dashboards.remove(call.tx, call.account, name);
      await tagStore.removeAll(call.tx, dashboardArn(call.partition, call.account, name));
      call.touch({ type: 'AWS::CloudWatch::Dashboard', name });
    }
    // An empty list names nothing that could be decided about.
    if (names.length === 0) await authorized(call, 'cloudwatch:DeleteDashboards', '*');
    return {};
  });
