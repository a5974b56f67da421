import { quoteHeader, splitEvery, splitHeader } from '@smithy/core/serde';
import type { Member } from '../model/schema.ts';
import { base64, readBase64, readText, writeText } from './text-value.ts';

/** Smithy 2.0, "httpHeader serialization": lists are comma-separated, times are HTTP dates. */
export const readHeader = (member: Member, text: string): unknown => {
  const { schema } = member;
  if (schema.kind !== 'list') return readOne(member, text);
  if (text.trim() === '') return [];
  const { item } = schema;
  const isDateList = item.schema.kind === 'timestamp' && formatOf(item) === 'http-date';
  // An HTTP date holds a comma itself, so its lists break at every second one.
  const parts = isDateList ? splitEvery(text, ',', 2) : splitHeader(text);
  return parts.map((part) => readOne(item, part.trim()));
};

export const writeHeader = (member: Member, value: unknown): string => {
  const { schema } = member;
  if (schema.kind !== 'list') return writeOne(member, value);
  if (!Array.isArray(value)) throw new Error(`${member.name} is no array`);
  const { item } = schema;
  return value
    .map((element: unknown) => writeOne(item, element))
    .map((text) => (item.schema.kind === 'timestamp' ? text : quoteHeader(text)))
    .join(', ');
};

const formatOf = ({ traits }: Member): string => traits.timestampFormat ?? 'http-date';

// A text with a media type may hold what a header cannot, so it travels in base64 (Smithy 2.0, "mediaType trait").
const readOne = (member: Member, text: string): unknown =>
  member.schema.kind === 'string' && member.traits.mediaType !== undefined
    ? Buffer.from(readBase64(text)).toString('utf8')
    : readText(member, text, 'http-date');

const writeOne = (member: Member, value: unknown): string => {
  const text =
    member.schema.kind === 'string' && member.traits.mediaType !== undefined
      ? base64(Buffer.from(writeText(member, value, 'http-date')))
      : writeText(member, value, 'http-date');
  // Node refuses such a header, and a line end in one would be another header.
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) throw new Error(`${member.name} fits no header`);
  return text;
};
