import { type Call, type ConditionKeys, resourceTagKeys, tagStore } from '@gatehouse/service-kit';
import { notSubscribed } from '../errors.ts';
import type { Hubs, VisibleAccount } from '../ports.ts';

/** ARN of Security Hub in the caller's account and Region. */
const hubArn = ({ partition, region, account }: Call): string =>
  `arn:${partition}:securityhub:${region}:${account}:hub/default`;

/** What the caller sees there, once the caller may do `action` and the account is subscribed. */
export const permittedView = async (
  call: Call,
  hubs: Pick<Hubs, 'isEnabled' | 'visibility'>,
  action: string,
  keys: ConditionKeys = {},
): Promise<readonly VisibleAccount[]> => {
  const arn = hubArn(call);
  const tags = resourceTagKeys(undefined, await tagStore.of(call.tx, arn));
  await call.authorize(action, arn, { ...tags, ...keys });
  const hub = { account: call.account, region: call.region };
  if (!(await hubs.isEnabled(call.tx, hub))) throw notSubscribed(call.account);
  return hubs.visibility(call.tx, hub);
};
