/** An IPv4 network: its first address as a number, and the length of its prefix. */
export interface Network {
  readonly base: number;
  readonly length: number;
}

const ADDRESS_BITS = 32;
const OCTET = 256;
const CIDR = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

export const sizeOf = ({ length }: Network): number => 2 ** (ADDRESS_BITS - length);

/** Undefined where the text is no IPv4 network. Bits beyond the prefix are dropped, as EC2 does. */
export const parseCidr = (text: string): Network | undefined => {
  const parts = CIDR.exec(text)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [length = 0] = parts.slice(4);
  const octets = parts.slice(0, 4);
  if (length > ADDRESS_BITS || octets.some((octet) => octet >= OCTET)) return undefined;
  const address = octets.reduce((sum, octet) => sum * OCTET + octet, 0);
  const size = 2 ** (ADDRESS_BITS - length);
  return { base: Math.floor(address / size) * size, length };
};

export const addressText = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % OCTET).join('.');

export const cidrText = ({ base, length }: Network): string => `${addressText(base)}/${length}`;

export const parseAddress = (text: string): number | undefined =>
  parseCidr(`${text}/${ADDRESS_BITS}`)?.base;

export const contains = (outer: Network, inner: Network): boolean =>
  outer.length <= inner.length &&
  inner.base >= outer.base &&
  inner.base + sizeOf(inner) <= outer.base + sizeOf(outer);

export const overlaps = (one: Network, other: Network): boolean =>
  one.base < other.base + sizeOf(other) && other.base < one.base + sizeOf(one);

// VPC User Guide, "Subnet CIDR reservations": the first four addresses and the last are not for use.
const RESERVED_AT_START = 4;
export const RESERVED_ADDRESSES = 5;

/** The first address of a subnet that is free, or undefined when all are taken. */
export const firstFree = (network: Network, taken: ReadonlySet<string>): string | undefined => {
  const end = network.base + sizeOf(network) - 1;
  for (let address = network.base + RESERVED_AT_START; address < end; address += 1) {
    const text = addressText(address);
    if (!taken.has(text)) return text;
  }
  return undefined;
};

export const isUsable = (network: Network, address: number): boolean =>
  address >= network.base + RESERVED_AT_START && address < network.base + sizeOf(network) - 1;

// Digits, colons and at most one `::`, with a prefix: rules name such networks, and nothing here calculates with them.
const IPV6 = /^[0-9A-Fa-f:]{2,39}\/(\d{1,3})$/;
const IPV6_BITS = 128;

export const isIpv6Cidr = (text: string): boolean => {
  const length = IPV6.exec(text)?.[1];
  if (length === undefined || Number(length) > IPV6_BITS) return false;
  const address = text.slice(0, text.indexOf('/'));
  const groups = address.split('::');
  if (groups.length > 2) return false;
  const count = groups.flatMap((part) => (part === '' ? [] : part.split(':')));
  if (count.some((group) => group === '' || group.length > 4)) return false;
  return groups.length === 2 ? count.length < 8 : count.length === 8;
};
