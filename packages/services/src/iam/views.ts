import type { Group as GroupView, User as UserView } from '@aws-sdk/client-iam';
import type { Tags } from '@gatehouse/service-kit';
import { arnOfGroup, type Group } from './repositories/groups.ts';
import { arnOfUser, type User } from './repositories/users.ts';
import { tagList } from './tags.ts';

/** A user as lists show it: without boundary and tags. */
export const listedUser = (user: User): UserView => ({
  Path: user.path,
  UserName: user.name,
  UserId: user.id,
  Arn: arnOfUser(user),
  CreateDate: user.createdAt,
  ...(user.passwordLastUsed === undefined ? {} : { PasswordLastUsed: user.passwordLastUsed }),
});

export const userView = (user: User, tags: Tags): UserView => ({
  ...listedUser(user),
  ...(user.boundaryArn === undefined
    ? {}
    : {
        PermissionsBoundary: {
          PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
          PermissionsBoundaryArn: user.boundaryArn,
        },
      }),
  ...(tags.size === 0 ? {} : { Tags: tagList(tags) }),
});

export const groupView = (group: Group): GroupView => ({
  Path: group.path,
  GroupName: group.name,
  GroupId: group.id,
  Arn: arnOfGroup(group),
  CreateDate: group.createdAt,
});
