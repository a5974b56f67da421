import type { ListSchema, Member, Schema, StructureSchema } from '../model/schema.ts';

/** Where a required member is missing from a decoded input. */
export interface MissingMember {
  /** As AWS's validation messages spell it: `tags.1.member.key`. */
  readonly path: string;
  readonly member: Member;
}

export const missingMembers = (schema: Schema, value: unknown): readonly MissingMember[] => {
  // Nearly all inputs are complete, and for those no path is spelled out.
  if (isComplete(schema, value)) return [];
  const missing: MissingMember[] = [];
  walk(schema, value, '', missing);
  return missing;
};

const isComplete = (schema: Schema, value: unknown): boolean => {
  if (value === undefined || value === null || typeof value !== 'object') return true;
  switch (schema.kind) {
    case 'structure':
    case 'union':
      return isCompleteStructure(schema, value);
    case 'list':
      return !Array.isArray(value) || isCompleteList(schema, value);
    case 'map':
      for (const item of Object.values(value))
        if (!isCompleteItem(schema.value, item, schema.traits.sparse)) return false;
      return true;
    default:
      return true;
  }
};

const isCompleteStructure = ({ members, byName }: StructureSchema, value: object): boolean => {
  // Required members stand first.
  for (const { name, required } of members) {
    if (!required) break;
    if (Reflect.get(value, name) === undefined) return false;
  }
  for (const name of Object.keys(value)) {
    const member = byName.get(name);
    const item: unknown = Reflect.get(value, name);
    if (typeof item === 'object' && member !== undefined && !isComplete(member.schema, item))
      return false;
  }
  return true;
};

const isCompleteList = ({ item, traits }: ListSchema, list: readonly unknown[]): boolean => {
  if (!isAggregate(item.schema) && (traits.sparse === true || !list.includes(null))) return true;
  return list.every((element) => isCompleteItem(item, element, traits.sparse));
};

const isCompleteItem = (member: Member, item: unknown, sparse: boolean | undefined): boolean =>
  item === null ? sparse === true : isComplete(member.schema, item);

/** AWS's own sentence for it, with as many parts as members are missing. */
export const missingMessage = (missing: readonly MissingMember[]): string => {
  const parts = missing.map(
    ({ path }) => `Value null at '${path}' failed to satisfy constraint: Member must not be null`,
  );
  const errors = parts.length === 1 ? 'error' : 'errors';
  return `${parts.length} validation ${errors} detected: ${parts.join('; ')}`;
};

// A hostile body can leave out a member in each of many thousand elements; the caller needs to hear of a few.
const REPORTED = 10;

const walk = (schema: Schema, value: unknown, path: string, missing: MissingMember[]): void => {
  if (value === undefined || value === null || typeof value !== 'object') return;
  if (missing.length >= REPORTED) return;
  switch (schema.kind) {
    case 'structure':
    case 'union':
      for (const member of schema.members) {
        if (member.required || isAggregate(member.schema)) {
          check(
            member,
            Reflect.get(value, member.name),
            `${dotted(path)}${lowerFirst(member.name)}`,
            missing,
          );
        }
      }
      return;
    case 'list':
      if (!Array.isArray(value)) return;
      for (const [index, item] of value.entries()) {
        element(schema.item, item, `${path}.${index + 1}.member`, schema.traits.sparse, missing);
      }
      return;
    case 'map':
      for (const [key, item] of Object.entries(value)) {
        element(schema.value, item, `${path}.${key}.member`, schema.traits.sparse, missing);
      }
      return;
    default:
  }
};

const check = (member: Member, value: unknown, path: string, missing: MissingMember[]): void => {
  if (value !== undefined) walk(member.schema, value, path, missing);
  else if (member.required) missing.push({ path, member });
};

const element = (
  member: Member,
  value: unknown,
  path: string,
  sparse: boolean | undefined,
  missing: MissingMember[],
): void => {
  if (value === null) {
    if (!sparse && missing.length < REPORTED) missing.push({ path, member });
    return;
  }
  if (isAggregate(member.schema)) walk(member.schema, value, path, missing);
};

const isAggregate = ({ kind }: Schema): boolean =>
  kind === 'structure' || kind === 'union' || kind === 'list' || kind === 'map';

const dotted = (path: string): string => (path === '' ? '' : `${path}.`);

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
