import {
  type Call,
  type ConditionKeys,
  resourceTagKeys,
  type Tags,
  tagStore,
  rootArn,
} from '@gatehouse/service-kit';
import { groupArn, userArn } from './arns.ts';
import { mustNameUser, noSuchGroup, noSuchUser } from './errors.ts';
import { required, requireName } from './names.ts';
import { arnOfGroup, type Group, groups } from './repositories/groups.ts';
import { arnOfUser, type User, users } from './repositories/users.ts';

/** A user that the caller may do the action on. */
export interface AuthorizedUser {
  readonly user: User;
  readonly arn: string;
  readonly tags: Tags;
}

/** Whose credentials an operation works on: a user's, or the root user's. */
export interface Subject {
  readonly account: string;
  /** Unique id of the user; the account's number for the root user. */
  readonly id: string;
  readonly arn: string;
  /** Undefined for the root user. */
  readonly user: User | undefined;
  /** What CloudTrail and answers call it. */
  readonly name: string;
}

const ROOT_NAME = 'root';
const NO_TAGS: Tags = new Map();

const authorizeOn = async (
  call: Call,
  action: string,
  user: User | undefined,
  name: string,
  keys: ConditionKeys,
): Promise<AuthorizedUser> => {
  const arn = user === undefined ? userArn(call.account, '/', name) : arnOfUser(user);
  const tags = user === undefined ? NO_TAGS : await tagStore.of(call.tx, arn);
  call.touch({ type: 'AWS::IAM::User', name: user?.name ?? name });
  await call.authorize(action, arn, { ...resourceTagKeys('iam', tags), ...keys });
  if (user === undefined) throw noSuchUser(name);
  return { user, arn, tags };
};

/** The named user, once the caller is known to be permitted `action` on it. */
export const authorizeUser = async (
  call: Call,
  action: string,
  name: string,
  keys: ConditionKeys = {},
): Promise<AuthorizedUser> => {
  requireName('userName', name);
  return authorizeOn(call, action, await users.find(call.tx, call.account, name), name, keys);
};

/** The named user or, without a name, whoever calls: a user or the root user. */
export const authorizeSubject = async (
  call: Call,
  action: string,
  name: string | undefined,
  keys: ConditionKeys = {},
): Promise<Subject> => {
  if (name === undefined && call.principal.kind === 'root') {
    const arn = rootArn(call.account);
    await call.authorize(action, arn, keys);
    return { account: call.account, id: call.account, arn, user: undefined, name: ROOT_NAME };
  }
  if (name === undefined && call.principal.kind !== 'user') throw mustNameUser();
  const { user, arn } =
    name === undefined && call.principal.kind === 'user'
      ? await authorizeOn(
          call,
          action,
          await users.byId(call.tx, call.principal.id),
          call.principal.name,
          keys,
        )
      : await authorizeUser(call, action, name ?? '', keys);
  return { account: user.account, id: user.id, arn, user, name: user.name };
};

/** As `authorizeSubject`, where the root user has nothing of the kind: it must name a user. */
export const authorizeOwnUser = async (
  call: Call,
  action: string,
  name: string | undefined,
  keys: ConditionKeys = {},
): Promise<User> => {
  if (name === undefined && call.principal.kind === 'root') throw mustNameUser();
  const { user } = await authorizeSubject(call, action, name, keys);
  if (user === undefined) throw mustNameUser();
  return user;
};

/** The named group, once the caller is known to be permitted `action` on it. */
export const authorizeGroup = async (call: Call, action: string, name: string): Promise<Group> => {
  requireName('groupName', name);
  const group = await groups.find(call.tx, call.account, name);
  call.touch({ type: 'AWS::IAM::Group', name: group?.name ?? name });
  await call.authorize(
    action,
    group === undefined ? groupArn(call.account, '/', name) : arnOfGroup(group),
  );
  if (group === undefined) throw noSuchGroup(name);
  return group;
};

/** User and group of a membership, once the caller is known to be permitted `action` on the group. */
export const authorizeMembership = async (
  call: Call,
  action: string,
  input: { readonly UserName: string | undefined; readonly GroupName: string | undefined },
): Promise<{ readonly user: User; readonly group: Group }> => {
  const userName = required('userName', input.UserName);
  const groupName = required('groupName', input.GroupName);
  requireName('userName', userName);
  requireName('groupName', groupName);
  const user = await users.find(call.tx, call.account, userName);
  const group = await groups.find(call.tx, call.account, groupName);
  call.touch({ type: 'AWS::IAM::User', name: user?.name ?? userName });
  call.touch({ type: 'AWS::IAM::Group', name: group?.name ?? groupName });
  await call.authorize(
    action,
    group === undefined ? groupArn(call.account, '/', groupName) : arnOfGroup(group),
  );
  if (user === undefined) throw noSuchUser(userName);
  if (group === undefined) throw noSuchGroup(groupName);
  return { user, group };
};
