import type { Ids } from '@gatehouse/core';
import { scheduleWork, type Tx, type WorkHandler } from '@gatehouse/store';
import type { OrganizationsDeps } from './deps.ts';
import { isEmailTaken, join } from './members.ts';
import type { AccountRequest } from './model.ts';
import { accountRequests } from './repositories/account-requests.ts';
import { accounts, standalone } from './repositories/accounts.ts';
import { organizations } from './repositories/organizations.ts';

export const CREATE_ACCOUNT = 'organizations.create-account';

type Finishing = Pick<OrganizationsDeps, 'accounts' | 'membership'>;

const FIRST_ACCOUNT = 100_000_000_000n;
const LAST_ACCOUNT = 999_999_999_999n;

const randomAccountId = (ids: Ids): string => {
  const random = BigInt(`0x${ids.bytes(8).toString('hex')}`);
  return String(FIRST_ACCOUNT + (random % (LAST_ACCOUNT - FIRST_ACCOUNT + 1n)));
};

/** Twelve digits that no account of this database has. */
export const newAccountId = async (tx: Tx, ids: Ids): Promise<string> => {
  const id = randomAccountId(ids);
  const taken =
    (await accounts.find(tx, id)) !== undefined || (await standalone.find(tx, id)) !== undefined;
  return taken ? newAccountId(tx, ids) : id;
};

/** Makes the account, or says why not. A request whose organization is gone fails. */
const outcome = async (
  { accounts: port, membership }: Finishing,
  tx: Tx,
  request: AccountRequest,
  now: Date,
): Promise<AccountRequest> => {
  const organization = await organizations.byId(tx, request.organizationId);
  const failed = { ...request, state: 'FAILED', completedAt: now } as const;
  if (organization === undefined) return { ...failed, failureReason: 'INTERNAL_FAILURE' };
  if (await isEmailTaken(tx, request.email))
    return { ...failed, failureReason: 'EMAIL_ALREADY_EXISTS' };
  const { account: id, email, roleName: accessRoleName } = request;
  const member = {
    account: id,
    organizationId: organization.id,
    parentId: organization.rootId,
    name: request.accountName,
    email,
    status: 'ACTIVE',
    joinedMethod: 'CREATED',
    joinedAt: now,
  } as const;
  if (!(await join(tx, organization, member, request.tags)))
    return { ...failed, failureReason: 'INTERNAL_FAILURE' };
  const trustedAccount = organization.managementAccount;
  await port.prepare(tx, { id, email, accessRoleName, trustedAccount });
  await membership?.joined(tx, organization.id, { account: id, email, active: true }, now);
  return { ...request, state: 'SUCCEEDED', completedAt: now };
};

const finish = async (
  deps: Finishing,
  tx: Tx,
  request: AccountRequest,
  now: Date,
): Promise<AccountRequest> => {
  const finished = await outcome(deps, tx, request, now);
  await accountRequests.finish(tx, finished);
  return finished;
};

/** Takes a request in and answers what has become of it: with no delay it is finished here and now. */
export const createLater = async (
  deps: Finishing & Pick<OrganizationsDeps, 'delaySeconds'>,
  tx: Tx,
  request: AccountRequest,
): Promise<AccountRequest> => {
  await accountRequests.insert(tx, request);
  if (deps.delaySeconds === 0) return finish(deps, tx, request, request.requestedAt);
  const { id: key, organizationId: payload, requestedAt } = request;
  const dueAt = new Date(requestedAt.getTime() + deps.delaySeconds * 1000);
  await scheduleWork(tx, { kind: CREATE_ACCOUNT, key, payload, dueAt });
  return request;
};

export const createAccountWork =
  (deps: Finishing & Pick<OrganizationsDeps, 'clock'>): WorkHandler =>
  (store, { key, payload: organizationId }) =>
    store.write(async (tx) => {
      const request = await accountRequests.find(tx, organizationId, key);
      // The organization was deleted meanwhile, or a node fell after it had done this.
      if (request?.state !== 'IN_PROGRESS') return;
      await finish(deps, tx, request, deps.clock.now());
    });
