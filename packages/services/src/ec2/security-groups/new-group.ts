import type { Ids } from '@gatehouse/core';
import type { Tx } from '@gatehouse/store';
import { newId } from '../arns.ts';
import type { Resource, Scope } from '../model.ts';
import { resources } from '../repositories/resources.ts';
import type { RuleDetails, SecurityGroupDetails } from './model.ts';

interface Ground extends Scope {
  readonly tx: Tx;
  readonly ids: Ids;
  readonly now: Date;
}

const ALL_PROTOCOLS = '-1';

/** Undefined when the rule is there already. */
export const addRule = async (
  { tx, ids, account, region, now }: Ground,
  details: RuleDetails,
  vpc: string,
): Promise<Resource<'security-group-rule'> | undefined> => {
  const rule: Resource<'security-group-rule'> = {
    kind: 'security-group-rule',
    id: newId(ids, 'security-group-rule'),
    account,
    region,
    vpc,
    unique: ruleKey(details),
    createdAt: now,
    details,
  };
  return (await resources.insert(tx, rule)) ? rule : undefined;
};

/** Two rules of a group are the same when all but their descriptions is. */
export const ruleKey = ({ group, egress, protocol, from, to, target }: RuleDetails): string => {
  const end = target.kind === 'ipv4' || target.kind === 'ipv6' ? target.cidr : target.id;
  return [group, egress ? 'out' : 'in', protocol, from ?? '', to ?? '', target.kind, end].join(' ');
};

/** A group that lets everything out; undefined when the VPC has one of its name. */
export const newGroup = async (
  ground: Ground,
  details: SecurityGroupDetails,
): Promise<Resource<'security-group'> | undefined> => {
  const { tx, ids, account, region, now } = ground;
  const group: Resource<'security-group'> = {
    kind: 'security-group',
    id: newId(ids, 'security-group'),
    account,
    region,
    vpc: details.vpc,
    unique: `${details.vpc} ${details.name}`,
    createdAt: now,
    details,
  };
  if (!(await resources.insert(tx, group))) return undefined;
  const target = { kind: 'ipv4', cidr: '0.0.0.0/0' } as const;
  await addRule(
    ground,
    { group: group.id, egress: true, protocol: ALL_PROTOCOLS, target },
    details.vpc,
  );
  return group;
};

/** What a default group has beside: its members reach one another. */
export const addSelfRule = async (
  ground: Ground,
  group: Resource<'security-group'>,
): Promise<void> => {
  const target = { kind: 'group', id: group.id, account: group.account } as const;
  const details = { group: group.id, egress: false, protocol: ALL_PROTOCOLS, target };
  await addRule(ground, details, group.details.vpc);
};
