import { refuse } from './refusal.ts';

const V4 = /^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$/;
const V6 = /^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/;
const LONGEST = 64;
const MAPPED = `${'0'.repeat(80)}${'1'.repeat(16)}`;

const FAMILY = { v4: '4', v6: '6' } as const;

const binary = (value: number, width: number): string => value.toString(2).padStart(width, '0');

const v4Bits = (text: string): string | undefined => {
  const parts = text.split('.').map(Number);
  return parts.every((part) => part <= 255)
    ? `${FAMILY.v4}${parts.map((part) => binary(part, 8)).join('')}`
    : undefined;
};

const groupsOf = (text: string): readonly string[] => (text === '' ? [] : text.split(':'));

const v6Bits = (text: string): string | undefined => {
  const halves = text.split('::');
  const head = groupsOf(halves[0] ?? '');
  const tail = groupsOf(halves[1] ?? '');
  const missing = 8 - head.length - tail.length;
  if (halves.length > 2 || (halves.length === 2 ? missing < 1 : missing !== 0)) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (groups.some((group) => group.length < 1 || group.length > 4)) return undefined;
  const bits = groups.map((group) => binary(Number.parseInt(group, 16), 16)).join('');
  // AWS's reader makes an IPv4 address of one that is mapped into IPv6.
  return bits.startsWith(MAPPED) ? `${FAMILY.v4}${bits.slice(96)}` : `${FAMILY.v6}${bits}`;
};

/** An address as its family's digit and its bits, so that a network is a prefix; undefined for any other text. */
export const addressBits = (text: string): string | undefined => {
  if (text.length > LONGEST) return undefined;
  if (V4.test(text)) return v4Bits(text);
  return V6.test(text) ? v6Bits(text) : undefined;
};

/** The bits of a network; its host bits may be set. @throws PatternRefusal in AWS's words */
export const networkBits = (cidr: string): string => {
  const [address = '', mask = '', ...more] = cidr.split('/');
  if (!cidr.includes('/') || mask === '' || more.some((part) => part !== ''))
    return refuse("Malformed CIDR, one '/' required");
  const size = /^[-+]?[0-9]{1,10}$/.test(mask) ? Number(mask) : Number.NaN;
  if (!(Math.abs(size) < 2 ** 31)) return refuse('Malformed CIDR, mask bits must be an integer');
  if (size < 0) return refuse('Malformed CIDR, mask bits must not be negative');
  if (!V4.test(address) && !V6.test(address)) return refuse(`Nonstandard IP address: ${address}`);
  const bits = addressBits(address) ?? refuse(`Invalid IP address: ${address}`);
  const most = bits.startsWith(FAMILY.v4) ? 32 : 128;
  if (size >= most) return refuse(`IPv${bits.charAt(0)} mask bits must be < ${most}`);
  return bits.slice(0, size + 1);
};
