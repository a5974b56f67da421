import type { JsonMember, JsonNode } from './json-tree.ts';
import { PolicySyntaxError } from './syntax-error.ts';

export type Path = readonly (string | number)[];

/** A node with the way to it, so that every fault can say where it is. */
export interface Place {
  readonly node: JsonNode;
  readonly path: Path;
}

export const fault = (place: Place, message: string): never => {
  throw new PolicySyntaxError(message, place.path, place.node.offset);
};

export const SYNTAX = 'Syntax errors in policy.';

/** The members of an object, each of which must be one that `known` lists. */
export const members = (place: Place, known: ReadonlySet<string>): ReadonlyMap<string, Place> => {
  const found = new Map<string, Place>();
  for (const member of objectMembers(place)) {
    if (!known.has(member.name)) throw unknownMember(place, member);
    found.set(member.name, { node: member.value, path: [...place.path, member.name] });
  }
  return found;
};

const unknownMember = (place: Place, member: JsonMember): PolicySyntaxError =>
  new PolicySyntaxError(SYNTAX, [...place.path, member.name], member.offset);

/** The members of an object whose names are data. */
export const objectMembers = (place: Place): readonly JsonMember[] =>
  place.node.kind === 'object' ? place.node.members : fault(place, SYNTAX);

export const memberPlace = (place: Place, member: JsonMember): Place => ({
  node: member.value,
  path: [...place.path, member.name],
});

export const text = (place: Place): string =>
  place.node.kind === 'string' ? place.node.value : fault(place, SYNTAX);

/** One value or a list of them: IAM takes either wherever it takes several. */
export const oneOrMany = (place: Place): readonly Place[] =>
  place.node.kind === 'array'
    ? place.node.items.map((node, index) => ({ node, path: [...place.path, index] }))
    : [place];
