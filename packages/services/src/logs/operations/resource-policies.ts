import type {
  DeleteResourcePolicyRequest,
  DescribeResourcePoliciesRequest,
  DescribeResourcePoliciesResponse,
  PutResourcePolicyRequest,
  PutResourcePolicyResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { reads, writes } from '@gatehouse/service-kit';
import { requirePolicy } from '../access.ts';
import type { LogsParts } from '../deps.ts';
import { invalid, limitExceeded, policyMissing, policyNamed } from '../errors.ts';
import type { ResourcePolicy } from '../model.ts';
import { DEFAULT_LIMIT, LIMIT, rowPage } from '../paging.ts';
import { resourcePolicies } from '../repositories/policies.ts';

/** CloudWatch Logs quotas: in one Region of an account. */
export const MOST_POLICIES = 10;
const LONGEST_DOCUMENT = 5120;

const described = ({ name, document, updatedAt }: ResourcePolicy) => ({
  policyName: name,
  policyDocument: document,
  lastUpdatedTime: updatedAt,
});

const requireAccountScope = ({ resourceArn }: { readonly resourceArn?: string | undefined }) => {
  if (resourceArn !== undefined)
    throw invalid('Resource policies of a single log group are not supported.');
};

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html */
export const putResourcePolicy = () =>
  writes<PutResourcePolicyRequest, PutResourcePolicyResponse>(
    {
      limits: {
        policyName: { minLength: 1, maxLength: 512 },
        policyDocument: { minLength: 1, maxLength: LONGEST_DOCUMENT },
      },
      partial: 'Policies are those of the account; those of single log groups are absent.',
    },
    async (input, call) => {
      await call.authorize('logs:PutResourcePolicy', '*');
      requireAccountScope(input);
      const { policyName: name, policyDocument: document } = input;
      if (name === undefined || document === undefined) throw policyNamed();
      requirePolicy(document);
      const present = await resourcePolicies.list(call.tx, call, '', MOST_POLICIES);
      if (present.length >= MOST_POLICIES && present.every((policy) => policy.name !== name))
        throw limitExceeded();
      const { account, region, now } = call;
      const policy = { account, region, name, document, updatedAt: now.getTime() };
      await resourcePolicies.put(call.tx, policy);
      return { resourcePolicy: described(policy) };
    },
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeResourcePolicies.html */
export const describeResourcePolicies = ({ pages }: Pick<LogsParts, 'pages'>) =>
  reads<DescribeResourcePoliciesRequest, DescribeResourcePoliciesResponse>(
    { limits: { nextToken: { minLength: 1 }, limit: LIMIT } },
    async (input, call) => {
      await call.authorize('logs:DescribeResourcePolicies', '*');
      const { account, region } = call;
      if (input.policyScope === 'RESOURCE' || input.resourceArn !== undefined)
        return { resourcePolicies: [] };
      const { rows, nextToken } = await rowPage(
        pages,
        { operation: 'DescribeResourcePolicies', account, region },
        { token: input.nextToken, limit: input.limit ?? DEFAULT_LIMIT },
        ([after = ''] = [], limit) => resourcePolicies.list(call.tx, call, String(after), limit),
        ({ name }) => [name],
      );
      return { resourcePolicies: rows.map(described), nextToken };
    },
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteResourcePolicy.html */
export const deleteResourcePolicy = () =>
  writes<DeleteResourcePolicyRequest, object>(
    { limits: { policyName: { minLength: 1, maxLength: 512 } } },
    async (input, call) => {
      await call.authorize('logs:DeleteResourcePolicy', '*');
      requireAccountScope(input);
      const name = input.policyName ?? '';
      if (!(await resourcePolicies.remove(call.tx, call, name))) throw policyMissing(name);
      return {};
    },
  );
