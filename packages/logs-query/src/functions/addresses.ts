const V4 = /^([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})$/;
const V6 = /^[0-9a-fA-F:.]*$/;
const LONGEST = 64;

export interface Address {
  readonly version: 4 | 6;
  readonly value: bigint;
}

const v4 = (text: string): bigint | undefined => {
  const parts = V4.exec(text)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
};

/** The last group may be an address of version 4. */
const groupsOf = (text: string): readonly string[] | undefined => {
  if (text === '') return [];
  const groups = text.split(':');
  const last = groups.at(-1) ?? '';
  if (last.includes('.')) {
    const value = v4(last);
    if (value === undefined) return undefined;
    groups.splice(-1, 1, (value >> 16n).toString(16), (value & 0xffffn).toString(16));
  }
  return groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group)) ? groups : undefined;
};

const v6 = (text: string): bigint | undefined => {
  if (!text.includes(':') || !V6.test(text)) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0] ?? '');
  const tail = groupsOf(halves[1] ?? '');
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
};

/** The address that a text is, if it is one. */
export const addressOf = (text: string): Address | undefined => {
  if (text.length > LONGEST) return undefined;
  const four = v4(text);
  if (four !== undefined) return { version: 4, value: four };
  const six = v6(text);
  return six === undefined ? undefined : { version: 6, value: six };
};

export interface Subnet extends Address {
  readonly shift: bigint;
}

export const subnetOf = (text: string): Subnet | undefined => {
  const [address = '', mask = '', ...more] = text.split('/', 3);
  const found = addressOf(address);
  if (found === undefined || more.length > 0 || !/^[0-9]{1,3}$/.test(mask)) return undefined;
  const bits = found.version === 4 ? 32 : 128;
  if (Number(mask) > bits) return undefined;
  return { ...found, shift: BigInt(bits - Number(mask)) };
};

export const isIn = (address: Address, { version, value, shift }: Subnet): boolean =>
  address.version === version && address.value >> shift === value >> shift;
