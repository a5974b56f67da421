import { AwsError } from '@gatehouse/core';
import type { ConditionKeys } from '@gatehouse/service-kit';
import { accountIdInvalid, invalidCombination, missingParameter } from '../errors.ts';
import { EVERYBODY } from '../repositories/shares.ts';

interface Grantee {
  readonly UserId?: string | undefined;
  readonly Group?: string | undefined;
}

/** How a request states whom to give and to take a permission: by members of its own, or by lists of grantees. */
interface SharingRequest {
  readonly OperationType?: string | undefined;
  readonly UserIds?: readonly string[] | undefined;
  readonly GroupNames?: readonly string[] | undefined;
  readonly lists?:
    | {
        readonly Add?: readonly Grantee[] | undefined;
        readonly Remove?: readonly Grantee[] | undefined;
      }
    | undefined;
}

export interface SharingChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

const MOST_GRANTEES = 500;
const ACCOUNT = /^\d{12}$/;

const granteeOf = ({ UserId, Group }: Grantee): string => {
  if (UserId !== undefined) {
    if (!ACCOUNT.test(UserId)) throw accountIdInvalid(UserId);
    return UserId;
  }
  if (Group !== EVERYBODY)
    throw new AwsError(
      'InvalidAMIAttributeItemValue',
      `Invalid attribute item value "${Group ?? ''}" for group item type.`,
    );
  return EVERYBODY;
};

export const sharingChange = ({
  OperationType,
  UserIds = [],
  GroupNames = [],
  lists,
}: SharingRequest): SharingChange => {
  const plain = [
    ...UserIds.map((UserId) => ({ UserId })),
    ...GroupNames.map((Group) => ({ Group })),
  ].map(granteeOf);
  if (plain.length > 0 && OperationType !== 'add' && OperationType !== 'remove')
    throw missingParameter('operationType');
  const add = [...(lists?.Add ?? []).map(granteeOf), ...(OperationType === 'add' ? plain : [])];
  const remove = [
    ...(lists?.Remove ?? []).map(granteeOf),
    ...(OperationType === 'remove' ? plain : []),
  ];
  if (add.length + remove.length === 0) throw missingParameter('userId or group');
  if (add.length + remove.length > MOST_GRANTEES)
    throw invalidCombination(`At most ${MOST_GRANTEES} modifications can be made at once`);
  return { add, remove };
};

const values = (grantees: readonly string[], everybody: boolean): readonly string[] | undefined => {
  const found = grantees.filter((grantee) => (grantee === EVERYBODY) === everybody);
  return found.length === 0 ? undefined : found;
};

/** `ec2:Add/userId` and its like, by which policies say with whom may be shared. */
export const sharingKeys = (attribute: string, { add, remove }: SharingChange): ConditionKeys => ({
  'ec2:Attribute': attribute,
  'ec2:Add/userId': values(add, false),
  'ec2:Add/group': values(add, true),
  'ec2:Remove/userId': values(remove, false),
  'ec2:Remove/group': values(remove, true),
});

export const grantees = (names: readonly string[]): { Group?: 'all'; UserId?: string }[] =>
  names.map((name) => (name === EVERYBODY ? { Group: 'all' } : { UserId: name }));
