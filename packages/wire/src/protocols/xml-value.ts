import type { ListSchema, MapSchema, Member, StructureSchema } from '../model/schema.ts';
import { emptyRecord } from './record.ts';
import { readText } from './text-value.ts';
import { Unreadable } from './unreadable.ts';
import type { XmlElement } from './xml-reader.ts';

export const readXmlStructure = (
  schema: StructureSchema,
  element: XmlElement,
): Readonly<Record<string, unknown>> => {
  const found: Record<string, unknown> = {};
  const children = grouped(element.children);
  let count = 0;
  for (const member of schema.members) {
    const name = member.traits.xmlName ?? member.name;
    const value = member.traits.xmlAttribute
      ? readAttribute(member, element.attributes.get(name))
      : readMember(member, children.get(name));
    if (value === undefined) continue;
    found[member.name] = value;
    count += 1;
  }
  if (schema.kind === 'union' && count !== 1) {
    throw new Unreadable('A union must have exactly one member');
  }
  return found;
};

const readAttribute = (member: Member, text: string | undefined): unknown =>
  text === undefined ? undefined : readText(member, text, 'date-time');

/** A flattened list or map is its elements themselves; everything else is one element. */
const readMember = (member: Member, elements: readonly XmlElement[] | undefined): unknown => {
  const [element, ...more] = elements ?? [];
  if (elements === undefined || element === undefined) return undefined;
  const { schema, traits } = member;
  if (traits.xmlFlattened && schema.kind === 'list') return readItems(schema, elements);
  if (traits.xmlFlattened && schema.kind === 'map') return readEntries(schema, elements);
  if (more.length > 0) throw new Unreadable(`The element ${element.name} stands more than once`);
  return readElement(member, element);
};

const readElement = (member: Member, element: XmlElement): unknown => {
  const { schema } = member;
  switch (schema.kind) {
    case 'structure':
    case 'union':
      return readXmlStructure(schema, element);
    case 'list':
      return readItems(schema, named(element, schema.item.traits.xmlName ?? 'member'));
    case 'map':
      return readEntries(schema, named(element, 'entry'));
    default:
      if (element.children.length > 0) throw new Unreadable(`${element.name} holds elements`);
      return readText(member, element.text, 'date-time');
  }
};

const readItems = ({ item }: ListSchema, elements: readonly XmlElement[]): readonly unknown[] =>
  elements.map((element) => readElement(item, element));

const readEntries = (
  { key, value }: MapSchema,
  elements: readonly XmlElement[],
): Readonly<Record<string, unknown>> => {
  const found = emptyRecord();
  for (const entry of elements) {
    const [keyElement] = named(entry, key.traits.xmlName ?? 'key');
    const [valueElement] = named(entry, value.traits.xmlName ?? 'value');
    if (keyElement === undefined || valueElement === undefined) {
      throw new Unreadable('A map entry lacks its key or its value');
    }
    found[keyElement.text] = readElement(value, valueElement);
  }
  return found;
};

const named = ({ children }: XmlElement, name: string): readonly XmlElement[] =>
  children.filter((child) => child.name === name);

const grouped = (elements: readonly XmlElement[]): ReadonlyMap<string, readonly XmlElement[]> => {
  const groups = new Map<string, XmlElement[]>();
  for (const element of elements) {
    const group = groups.get(element.name);
    if (group === undefined) groups.set(element.name, [element]);
    else group.push(element);
  }
  return groups;
};
