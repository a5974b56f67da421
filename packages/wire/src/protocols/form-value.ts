import type { ListSchema, MapSchema, Member, StructureSchema } from '../model/schema.ts';
import type { FormNode } from './form.ts';
import { emptyRecord } from './record.ts';
import { readText } from './text-value.ts';
import { Unreadable } from './unreadable.ts';

/** How a query protocol names things in parameters. */
export interface FormStyle {
  memberName(member: Member): string;
  /** EC2 never has the `member` step in front of a list's index. */
  readonly listsAreFlat: boolean;
}

/** Smithy's "AWS query protocol", query key resolution. */
export const QUERY_STYLE: FormStyle = {
  memberName: ({ name, traits }) => traits.xmlName ?? name,
  listsAreFlat: false,
};

/** Smithy's "AWS EC2 query protocol", query key resolution. */
export const EC2_STYLE: FormStyle = {
  memberName: ({ name, traits }) => traits.ec2QueryName ?? upperFirst(traits.xmlName ?? name),
  listsAreFlat: true,
};

export const readFormStructure = (
  style: FormStyle,
  schema: StructureSchema,
  node: FormNode,
): Readonly<Record<string, unknown>> => {
  const found: Record<string, unknown> = {};
  let count = 0;
  for (const member of schema.members) {
    const child = node.children?.get(style.memberName(member));
    if (child === undefined) continue;
    found[member.name] = readNode(style, member, child);
    count += 1;
  }
  if (schema.kind === 'union' && count !== 1) {
    throw new Unreadable('A union must have exactly one member');
  }
  return found;
};

const readNode = (style: FormStyle, member: Member, node: FormNode): unknown => {
  const { schema } = member;
  switch (schema.kind) {
    case 'structure':
    case 'union':
      if (node.value) throw new Unreadable('Unexpected complex element termination');
      return readFormStructure(style, schema, node);
    case 'list':
      return readList(style, member, schema, node);
    case 'map':
      return readMap(style, member, schema, node);
    default:
      return readScalar(member, node);
  }
};

const readScalar = (member: Member, node: FormNode): unknown => {
  if (node.value === undefined) throw new Unreadable('Unexpected complex element termination');
  return readText(member, node.value, 'date-time');
};

const readList = (
  style: FormStyle,
  { traits }: Member,
  { item }: ListSchema,
  node: FormNode,
): readonly unknown[] => {
  const flat = style.listsAreFlat || traits.xmlFlattened === true;
  const holder = flat ? node : node.children?.get(item.traits.xmlName ?? 'member');
  if (holder?.children === undefined)
    return emptyOrRefuse(node, 'Unexpected list element termination', []);
  return numbered(holder.children).map((child) => readNode(style, item, child));
};

const readMap = (
  style: FormStyle,
  { traits }: Member,
  { key, value }: MapSchema,
  node: FormNode,
): Readonly<Record<string, unknown>> => {
  const holder = traits.xmlFlattened === true ? node : node.children?.get('entry');
  const found = emptyRecord();
  if (holder?.children === undefined) {
    return emptyOrRefuse(node, 'Unexpected complex element termination', found);
  }
  for (const entry of numbered(holder.children)) {
    const name = entry.children?.get(key.traits.xmlName ?? 'key')?.value;
    const child = entry.children?.get(value.traits.xmlName ?? 'value');
    if (name === undefined || child === undefined) {
      throw new Unreadable('Unexpected complex element termination');
    }
    found[name] = readNode(style, value, child);
  }
  return found;
};

/** `Tags=` is how a caller sends an empty list. */
const emptyOrRefuse = <Empty>(node: FormNode, message: string, empty: Empty): Empty => {
  if (node.value === '' && node.children === undefined) return empty;
  throw new Unreadable(message);
};

/** In the order of their indexes, whatever gaps these have: the caller's numbers never become a length. */
const numbered = (children: ReadonlyMap<string, FormNode>): readonly FormNode[] => {
  const entries = [...children].map(([index, child]) => {
    if (!INDEX.test(index)) throw new Unreadable('Unexpected list element termination');
    return [Number(index), child] as const;
  });
  return entries.toSorted(([a], [b]) => a - b).map(([, child]) => child);
};

const INDEX = /^[1-9]\d{0,9}$/;

const upperFirst = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
