/** An address as its bytes: 4 for IPv4, 16 for IPv6. */
type Address = readonly number[];

export interface Network {
  readonly address: Address;
  /** How many leading bits count. */
  readonly prefix: number;
}

/** A network in CIDR form (RFC 4632, RFC 4291 §2.3), or one address: a network of its own. */
export const parseNetwork = (text: string): Network | undefined => {
  const slash = text.indexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  const bits = address.length * 8;
  const prefix = slash < 0 ? bits : parsePrefix(text.slice(slash + 1));
  return prefix === undefined || prefix > bits ? undefined : { address, prefix };
};

const parsePrefix = (text: string): number | undefined =>
  /^\d{1,3}$/.test(text) ? Number(text) : undefined;

/** IPv6 in the form that carries IPv4 (`::ffff:10.0.0.1`) is that IPv4 address: a dual-stack socket reports it so. */
export const parseAddress = (text: string): Address | undefined => {
  if (!text.includes(':')) return parseV4(text);
  const address = parseV6(text);
  const carriesV4 = address?.slice(0, 12).every((byte, at) => byte === (at < 10 ? 0 : 0xff));
  return carriesV4 === true ? address?.slice(12) : address;
};

const parseV4 = (text: string): Address | undefined => {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part)))
    return undefined;
  const bytes = parts.map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
};

const MAX_V6_LENGTH = 45;

const parseV6 = (text: string): Address | undefined => {
  if (text.length > MAX_V6_LENGTH) return undefined;
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  if (left === undefined || right === undefined) return undefined;
  const missing = 16 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined;
  return [...left, ...Array.from({ length: missing }, () => 0), ...right];
};

const groups = (text: string): Address | undefined => {
  if (text === '') return [];
  const parts = text.split(':');
  const bytes: number[] = [];
  for (const [at, part] of parts.entries()) {
    const v4 = at === parts.length - 1 && part.includes('.') ? parseV4(part) : undefined;
    if (v4 !== undefined) bytes.push(...v4);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      const group = Number.parseInt(part, 16);
      bytes.push(group >> 8, group & 0xff);
    } else return undefined;
  }
  return bytes;
};

export const contains = ({ address: network, prefix }: Network, address: Address): boolean => {
  if (network.length !== address.length) return false;
  for (let at = 0, bits = prefix; bits > 0; at += 1, bits -= 8) {
    const mask = bits >= 8 ? 0xff : (0xff << (8 - bits)) & 0xff;
    if ((((network[at] ?? 0) ^ (address[at] ?? 0)) & mask) !== 0) return false;
  }
  return true;
};
