import type {
  CreateAccountRequest,
  CreateAccountResponse,
  DescribeCreateAccountStatusRequest,
  DescribeCreateAccountStatusResponse,
  ListCreateAccountStatusRequest,
  ListCreateAccountStatusResponse,
} from '@aws-sdk/client-organizations';
import { reads, requestTagKeys, writes } from '@gatehouse/service-kit';
import { membershipOf, permit } from '../access.ts';
import { createLater, newAccountId } from '../account-creation.ts';
import { accountArn } from '../arns.ts';
import type { OrganizationsDeps } from '../deps.ts';
import { invalidRoleName, noSuchRequest } from '../errors.ts';
import { listing } from '../listing.ts';
import { CREATE_STATES } from '../model.ts';
import { accountRequests } from '../repositories/account-requests.ts';
import { requestedTags } from '../tags.ts';
import { check, CREATE_STATE, EMAIL, PAGE, REQUEST_ID, required } from '../validation.ts';
import { requestView } from '../views.ts';

const DEFAULT_ROLE = 'OrganizationAccountAccessRole';

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html */
export const createAccount = (deps: Pick<OrganizationsDeps, 'accounts' | 'delaySeconds' | 'ids'>) =>
  writes<CreateAccountRequest, CreateAccountResponse>(
    { redact: ['Email', 'AccountName'], redactOutput: ['CreateAccountStatus.AccountName'] },
    async (input, call) => {
      check(input, {
        Email: EMAIL,
        AccountName: { minLength: 1, maxLength: 50, pattern: /^[ -~]+$/ },
        RoleName: { maxLength: 64, pattern: /^[\w+=,.@-]{1,64}$/ },
        IamUserAccessToBilling: { oneOf: ['ALLOW', 'DENY'] },
      });
      const tags = requestedTags(input.Tags);
      const action = 'organizations:CreateAccount';
      const membership = await membershipOf(call, action);
      const { organization } = membership;
      const keys = requestTagKeys(tags);
      await permit(call, membership, { action, resource: '*', keys });
      const account = await newAccountId(call.tx, deps.ids);
      const resource = accountArn(organization, account);
      if (tags.size > 0)
        await permit(call, membership, { action: 'organizations:TagResource', resource, keys });
      const roleName = input.RoleName ?? DEFAULT_ROLE;
      if (roleName.toLowerCase().startsWith('awsservicerolefor')) throw invalidRoleName();

      const request = await createLater(deps, call.tx, {
        id: `car-${deps.ids.hex(32)}`,
        organizationId: organization.id,
        accountName: required(input.AccountName),
        email: required(input.Email),
        roleName,
        state: 'IN_PROGRESS',
        account,
        failureReason: undefined,
        tags,
        requestedAt: call.now,
        completedAt: undefined,
      });
      call.touch({ type: 'AWS::Organizations::Account', name: account });
      return { CreateAccountStatus: requestView(request) };
    },
  );

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeCreateAccountStatus.html */
export const describeCreateAccountStatus = () =>
  reads<DescribeCreateAccountStatusRequest, DescribeCreateAccountStatusResponse>(
    {},
    async (input, call) => {
      check(input, { CreateAccountRequestId: REQUEST_ID });
      const action = 'organizations:DescribeCreateAccountStatus';
      const membership = await membershipOf(call, action);
      await permit(call, membership, { action, resource: '*' });
      const id = required(input.CreateAccountRequestId);
      const request = await accountRequests.find(call.tx, membership.organization.id, id);
      if (request === undefined) throw noSuchRequest();
      return { CreateAccountStatus: requestView(request) };
    },
  );

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListCreateAccountStatus.html */
export const listCreateAccountStatus = ({ pages }: Pick<OrganizationsDeps, 'pages'>) =>
  reads<ListCreateAccountStatusRequest, ListCreateAccountStatusResponse>(
    {},
    async (input, call) => {
      check(input, { States: CREATE_STATE, ...PAGE });
      const action = 'organizations:ListCreateAccountStatus';
      const membership = await membershipOf(call, action);
      await permit(call, membership, { action, resource: '*' });
      const wanted = input.States ?? [];
      const states = new Set<string>(wanted.length === 0 ? CREATE_STATES : wanted);
      const { organization } = membership;
      const filters = { states: [...states].toSorted() };
      const { after, fetch, cut } = listing(pages, call, action, input, filters);
      const from = { requestedAt: after.at, id: after.id };
      const rows = await accountRequests.list(call.tx, organization.id, states, from, fetch);
      const { items, more } = cut(rows, (row) => [row.requestedAt.getTime(), row.id]);
      return { CreateAccountStatuses: items.map(requestView), ...more };
    },
  );
