import { PageLink } from '../../../shared/link.tsx';

const PATHS: Readonly<Record<string, string>> = {
  ami: 'images',
  eipalloc: 'elastic-ips',
  eni: 'network-interfaces',
  i: 'instances',
  igw: 'internet-gateways',
  nat: 'nat-gateways',
  rtb: 'route-tables',
  sg: 'security-groups',
  snap: 'snapshots',
  subnet: 'subnets',
  vol: 'volumes',
  vpc: 'vpcs',
};

/** The address of the page of what an id names. */
export const pathOfId = (id: string): string | undefined => {
  const path = PATHS[id.split('-')[0] ?? ''];
  return path === undefined ? undefined : `/ec2/${path}/${encodeURIComponent(id)}`;
};

/** An id that leads to what it names. */
export const IdLink = ({ id }: { readonly id: string | undefined }) => {
  const path = id === undefined ? undefined : pathOfId(id);
  return path === undefined ? (id ?? '–') : <PageLink to={path}>{id}</PageLink>;
};
