import type { Ids } from '@gatehouse/core';
import type { Tx } from '@gatehouse/store';
import { newId, partId } from '../arns.ts';
import type { Kind, Kinds, Resource, Scope } from '../model.ts';
import { resources } from '../repositories/resources.ts';
import { addSelfRule, newGroup } from '../security-groups/new-group.ts';
import { cidrText, type Network } from './cidr.ts';
import type { AclEntry, RouteDetails } from './model.ts';
import { privateDomain } from './zones.ts';

/** Where new resources go, and what they get their ids and times from. */
export interface Ground extends Scope {
  readonly tx: Tx;
  readonly ids: Ids;
  readonly now: Date;
}

export const add = async <K extends Kind>(
  { tx, ids, account, region, now }: Ground,
  kind: K,
  details: Kinds[K],
  more: { readonly vpc?: string; readonly unique?: string; readonly id?: string } = {},
): Promise<Resource<K>> => {
  const { id = newId(ids, kind), vpc, unique } = more;
  const resource = { kind, id, account, region, vpc, unique, createdAt: now, details };
  if (!(await resources.insert(tx, resource))) throw new Error(`${id} is there already`);
  return resource;
};

export const localRoute = (cidr: string): RouteDetails => ({
  destination: cidr,
  target: { member: 'GatewayId', id: 'local' },
  origin: 'CreateRouteTable',
});

const LAST_ACL_RULE = 32_767;
const FIRST_ACL_RULE = 100;

const aclEntry = (egress: boolean, number: number, action: AclEntry['action']): AclEntry => ({
  number,
  egress,
  protocol: '-1',
  action,
  cidr: '0.0.0.0/0',
});

/** What no one can take away: everything that no other entry lets through is stopped. */
export const closedEntries: readonly AclEntry[] = [true, false].map((egress) =>
  aclEntry(egress, LAST_ACL_RULE, 'deny'),
);

const openEntries: readonly AclEntry[] = [true, false].flatMap((egress) => [
  aclEntry(egress, FIRST_ACL_RULE, 'allow'),
  aclEntry(egress, LAST_ACL_RULE, 'deny'),
]);

const DHCP_OPTIONS = 'default';

/** The Region's own DHCP options, which every VPC has at first. */
const dhcpOptions = async (ground: Ground): Promise<string> => {
  const found = await resources.named(ground.tx, ground, 'dhcp-options', DHCP_OPTIONS);
  if (found !== undefined) return found.id;
  const details = { domainName: privateDomain(ground.region) };
  const made = await add(ground, 'dhcp-options', details, { unique: DHCP_OPTIONS });
  return made.id;
};

/** A VPC with what each has from its beginning: main route table, network ACL and default security group. */
export const newVpc = async (
  ground: Ground,
  network: Network,
  { isDefault, tenancy }: { readonly isDefault: boolean; readonly tenancy: string },
): Promise<Resource<'vpc'>> => {
  const { ids } = ground;
  const cidr = cidrText(network);
  const id = newId(ids, 'vpc');
  const vpc = await add(
    ground,
    'vpc',
    {
      cidr,
      isDefault,
      tenancy,
      dnsSupport: true,
      dnsHostnames: isDefault,
      networkAddressUsageMetrics: false,
      dhcpOptions: await dhcpOptions(ground),
    },
    { id, ...(isDefault ? { unique: 'default' } : {}) },
  );
  const associations = [{ id: partId(ids, 'rtbassoc'), main: true }];
  await add(
    ground,
    'route-table',
    { vpc: id, routes: [localRoute(cidr)], associations },
    { vpc: id },
  );
  await add(
    ground,
    'network-acl',
    { vpc: id, isDefault: true, entries: openEntries, associations: [] },
    { vpc: id },
  );
  const group = await newGroup(ground, {
    name: 'default',
    description: 'default VPC security group',
    vpc: id,
  });
  if (group === undefined) throw new Error(`the new VPC ${id} has a security group`);
  await addSelfRule(ground, group);
  return vpc;
};

export const newSubnet = async (
  ground: Ground,
  vpc: string,
  place: { readonly network: Network; readonly zone: string; readonly isDefault: boolean },
): Promise<Resource<'subnet'>> => {
  const { tx, ids } = ground;
  const subnet = await add(
    ground,
    'subnet',
    {
      vpc,
      cidr: cidrText(place.network),
      zone: place.zone,
      isDefault: place.isDefault,
      mapPublicIp: place.isDefault,
    },
    { vpc },
  );
  const acl = (await resources.inVpc(tx, ground, 'network-acl', vpc)).find(
    ({ details }) => details.isDefault,
  );
  if (acl === undefined) throw new Error(`${vpc} has no default network ACL`);
  const association = { id: partId(ids, 'aclassoc'), subnet: subnet.id };
  await resources.save(tx, {
    ...acl,
    details: { ...acl.details, associations: [...acl.details.associations, association] },
  });
  return subnet;
};
