import { emptyItem, type Item, type Value } from './value.ts';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const texts = (values: readonly string[]): string => JSON.stringify(values);

const written = (value: Value): string => {
  if (value.S !== undefined) return `{"S":${JSON.stringify(value.S)}}`;
  if (value.N !== undefined) return `{"N":"${value.N}"}`;
  if (value.BOOL !== undefined) return `{"BOOL":${value.BOOL}}`;
  if (value.NULL !== undefined) return '{"NULL":true}';
  if (value.B !== undefined) return `{"B":"${base64(value.B)}"}`;
  if (value.M !== undefined) return `{"M":${writtenMembers(value.M)}}`;
  if (value.L !== undefined) return `{"L":[${value.L.map(written).join(',')}]}`;
  if (value.SS !== undefined) return `{"SS":${texts(value.SS)}}`;
  if (value.NS !== undefined) return `{"NS":${texts(value.NS)}}`;
  if (value.BS !== undefined) return `{"BS":${texts(value.BS.map(base64))}}`;
  throw new Error('a value has no type');
};

const writtenMembers = (item: Item): string => {
  let text = '';
  for (const [name, value] of Object.entries(item))
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${written(value)}`;
  return `{${text}}`;
};

/** What `writeItem` makes of a value: the same form, bytes in base64. */
interface Written {
  readonly B?: string;
  readonly BS?: readonly string[];
  readonly M?: Readonly<Record<string, Written>>;
  readonly L?: readonly Written[];
}

const read = (value: Written): Value => {
  if (value.B !== undefined) return { B: Buffer.from(value.B, 'base64') };
  if (value.BS !== undefined) return { BS: value.BS.map((text) => Buffer.from(text, 'base64')) };
  if (value.M !== undefined) return { M: readMembers(value.M) };
  if (value.L !== undefined) return { L: value.L.map(read) };
  // What is left is written as it is read.
  return value as Value;
};

const readMembers = (members: Readonly<Record<string, Written>>): Record<string, Value> => {
  const item = emptyItem();
  // `__proto__` is an own member of what JSON.parse makes.
  for (const [name, value] of Object.entries(members)) item[name] = read(value);
  return item;
};

/** An item as its row holds it, before it is sealed. */
export const writeItem = (item: Item): Buffer => Buffer.from(writtenMembers(item));

export const readItem = (content: Uint8Array): Item => {
  const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString();
  return readMembers(JSON.parse(text) as Readonly<Record<string, Written>>);
};
