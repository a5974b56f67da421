/** What of a source is remembered, and how it is shown. */
export interface Network {
  /** `203.0.0.0/16`, `2001:db8:1::/48`, or the name of the service that called. */
  readonly key: string;
  readonly kind: 'ipv4' | 'ipv6' | 'service' | 'none';
  /** The settings name it as one of ours. */
  readonly known: boolean;
}

interface Range {
  readonly value: bigint;
  readonly bits: number;
  readonly length: 32 | 128;
}

const OCTET = /^\d{1,3}$/;
const GROUP = /^[0-9a-f]{1,4}$/i;

const ipv4 = (text: string): number | undefined => {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0;
  for (const part of parts) {
    if (!OCTET.test(part) || Number(part) > 255) return undefined;
    value = value * 256 + Number(part);
  }
  return value;
};

/** The eight groups of an address, `::` filled in (RFC 4291 §2.2); an IPv4 tail is not expected from CloudTrail. */
const ipv6 = (text: string): readonly number[] | undefined => {
  const halves = text.split('::');
  if (halves.length > 2 || text.length > 45) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const given = groups.flat();
  if (!given.every((group) => GROUP.test(group))) return undefined;
  const missing = 8 - given.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const [before = [], after = []] = groups;
  return [
    ...before,
    ...Array.from({ length: halves.length === 1 ? 0 : missing }, () => '0'),
    ...after,
  ].map((group) => Number.parseInt(group, 16));
};

const asNumber = (groups: readonly number[]): bigint =>
  groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n);

const rangeOf = (text: string): Range | undefined => {
  const [address = '', bits] = text.trim().split('/');
  const four = ipv4(address);
  const length = four === undefined ? 128 : 32;
  const six = four === undefined ? ipv6(address) : undefined;
  const value = four === undefined ? six && asNumber(six) : BigInt(four);
  const count = bits === undefined ? length : Number(bits);
  if (value === undefined || !Number.isInteger(count) || count < 0 || count > length)
    return undefined;
  return { value, bits: count, length };
};

const contains = (range: Range, value: bigint, length: 32 | 128): boolean =>
  range.length === length && (range.value ^ value) >> BigInt(length - range.bits) === 0n;

const read = (source: string, ranges: readonly Range[]): Network => {
  const four = ipv4(source);
  if (four !== undefined) {
    const known = ranges.some((range) => contains(range, BigInt(four), 32));
    return { key: `${four >>> 24}.${(four >>> 16) & 255}.0.0/16`, kind: 'ipv4', known };
  }
  const six = ipv6(source);
  if (six !== undefined) {
    const known = ranges.some((range) => contains(range, asNumber(six), 128));
    const prefix = six.slice(0, 3).map((group) => group.toString(16));
    return { key: `${prefix.join(':')}::/48`, kind: 'ipv6', known };
  }
  return source === ''
    ? { key: '', kind: 'none', known: true }
    : { key: source.slice(0, 64), kind: 'service', known: true };
};

const KEPT = 20_000;

/**
 * Networks of addresses: IPv4 by /16 and IPv6 by /48, for people's and machines' addresses change within them by themselves.
 * @throws an error that names the range of `known` that is none
 */
export const createNetworks = (known: readonly string[]): ((source: string) => Network) => {
  const ranges = known.map((text) => {
    const range = rangeOf(text);
    if (range === undefined) throw new Error(`not an address range: ${text}`);
    return range;
  });
  const kept = new Map<string, Network>();
  return (source) => {
    const found = kept.get(source);
    if (found !== undefined) return found;
    const network = read(source, ranges);
    if (kept.size >= KEPT) kept.clear();
    kept.set(source, network);
    return network;
  };
};
