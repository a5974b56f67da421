import type { Call, ServiceDeps } from '@gatehouse/service-kit';
import type { Resource } from '../model.ts';
import { resources } from '../repositories/resources.ts';
import { settings } from '../repositories/settings.ts';
import { parseCidr, sizeOf } from './cidr.ts';
import { add, type Ground, newSubnet, newVpc } from './new-network.ts';
import { zonesOf } from './zones.ts';

type Deps = Pick<ServiceDeps, 'ids' | 'store'>;

const MADE = 'default-network';
const VPC_CIDR = '172.31.0.0/16';
const SUBNET_LENGTH = 20;

/** The default VPC: a public subnet in each zone, and a way to the Internet (VPC User Guide, "Default VPCs"). */
export const newDefaultVpc = async (ground: Ground): Promise<Resource<'vpc'>> => {
  const { tx } = ground;
  const network = parseCidr(VPC_CIDR);
  if (network === undefined) throw new Error(`${VPC_CIDR} is no network`);
  const vpc = await newVpc(ground, network, { isDefault: true, tenancy: 'default' });
  for (const [at, zone] of zonesOf(ground.region).entries()) {
    const size = sizeOf({ base: 0, length: SUBNET_LENGTH });
    const part = { base: network.base + at * size, length: SUBNET_LENGTH };
    await newSubnet(ground, vpc.id, { network: part, zone: zone.name, isDefault: true });
  }
  const gateway = await add(ground, 'internet-gateway', { vpc: vpc.id }, { vpc: vpc.id });
  const [table] = await resources.inVpc(tx, ground, 'route-table', vpc.id);
  if (table === undefined) throw new Error(`${vpc.id} has no route table`);
  const out = {
    destination: '0.0.0.0/0',
    target: { member: 'GatewayId', id: gateway.id },
    origin: 'CreateRoute',
  } as const;
  await resources.save(tx, {
    ...table,
    details: { ...table.details, routes: [...table.details.routes, out] },
  });
  return vpc;
};

/** Every account has a default VPC in every Region; it is made when the account first uses EC2 there. */
export const settleNetwork = async ({ ids }: Pick<Deps, 'ids'>, call: Call): Promise<void> => {
  const { tx, account, region, now } = call;
  if ((await settings.get(tx, call, MADE)) !== undefined) return;
  if (!(await settings.claim(tx, call, MADE))) return;
  await newDefaultVpc({ tx, ids, account, region, now });
};

/** The same for an operation that only reads: the network is made in a write of its own. */
export const showNetwork = async ({ ids, store }: Deps, call: Call): Promise<void> => {
  if ((await settings.get(call.tx, call, MADE)) !== undefined) return;
  await store.write((tx) => settleNetwork({ ids }, { ...call, tx }));
};
