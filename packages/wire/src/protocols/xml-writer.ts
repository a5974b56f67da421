import type { ListSchema, MapSchema, Member, StructureSchema, Traits } from '../model/schema.ts';
import { isRecord } from './record.ts';
import { writeText } from './text-value.ts';

/** How an XML protocol names elements: EC2 has a rule of its own for none, so one style serves all. */
export const writeXmlMembers = (schema: StructureSchema, value: unknown): string => {
  if (!isRecord(value)) return '';
  let xml = '';
  for (const member of schema.members) {
    const item = value[member.name];
    if (item === undefined || item === null || member.traits.xmlAttribute) continue;
    xml += writeXmlMember(member, item, member.traits.xmlName ?? member.name);
  }
  return xml;
};

export const writeXmlMember = (member: Member, value: unknown, name: string): string => {
  const { schema, traits } = member;
  switch (schema.kind) {
    case 'structure':
    case 'union':
      return `<${name}${xmlAttributes(traits, schema, value)}>${writeXmlMembers(schema, value)}</${name}>`;
    case 'list':
      return traits.xmlFlattened
        ? writeItems(schema, value, name)
        : `<${name}${namespaceOf(traits)}>${writeItems(schema, value, schema.item.traits.xmlName ?? 'member')}</${name}>`;
    case 'map':
      return traits.xmlFlattened
        ? writeEntries(schema, value, name)
        : `<${name}${namespaceOf(traits)}>${writeEntries(schema, value, 'entry')}</${name}>`;
    default:
      return `<${name}${namespaceOf(traits)}>${escapeText(writeText(member, value, 'date-time'))}</${name}>`;
  }
};

/** Text of an element, so that every character that XML can carry comes back the same (XML 1.0 §2.11). */
export const escapeText = (text: string): string =>
  NEEDS_ESCAPE.test(text) ? text.replaceAll(ESCAPED, escapeCharacter) : text;

const writeItems = ({ item }: ListSchema, value: unknown, name: string): string => {
  if (!Array.isArray(value)) throw new Error(`${name} is no list`);
  let xml = '';
  for (const element of value) {
    if (element === undefined || element === null) continue;
    xml += writeXmlMember(item, element, name);
  }
  return xml;
};

const writeEntries = (
  { key, value: valueMember }: MapSchema,
  value: unknown,
  name: string,
): string => {
  if (!isRecord(value)) throw new Error(`${name} is no map`);
  let xml = '';
  for (const [entryKey, item] of Object.entries(value)) {
    if (item === undefined || item === null) continue;
    const keyXml = writeXmlMember(key, entryKey, key.traits.xmlName ?? 'key');
    const valueXml = writeXmlMember(valueMember, item, valueMember.traits.xmlName ?? 'value');
    xml += `<${name}>${keyXml}${valueXml}</${name}>`;
  }
  return xml;
};

/** What stands in the start tag of a structure: the namespace at its place, and the members that are attributes. */
export const xmlAttributes = (traits: Traits, schema: StructureSchema, value: unknown): string => {
  let text = namespaceOf(traits);
  if (!isRecord(value)) return text;
  for (const attribute of schema.members) {
    const item = value[attribute.name];
    if (!attribute.traits.xmlAttribute || item === undefined || item === null) continue;
    const name = attribute.traits.xmlName ?? attribute.name;
    text += ` ${name}="${escapeText(writeText(attribute, item, 'date-time'))}"`;
  }
  return text;
};

const namespaceOf = ({ xmlNamespace }: Traits): string => {
  if (xmlNamespace === undefined) return '';
  const { prefix, uri } = xmlNamespace;
  return prefix === '' ? ` xmlns="${uri}"` : ` xmlns:${prefix}="${uri}"`;
};

// U+0085 and U+2028 count as line ends in XML 1.1. Other control characters have no place in XML 1.0 text; as
// references most readers accept them, and it is all that can be done for a name that holds one.
// oxlint-disable-next-line no-control-regex
const NEEDS_ESCAPE = /[&"'<>\u0000-\u001f\u007f-\u009f\u2028\ufffe\uffff]/;
// oxlint-disable-next-line no-control-regex
const ESCAPED = /[&"'<>\u0000-\u001f\u007f-\u009f\u2028\ufffe\uffff]/g;

const NAMED: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
]);

const escapeCharacter = (character: string): string =>
  NAMED.get(character) ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;
