import type { ResourceName } from '../deletions/deletion.ts';

/**
 * Keys by which a resource's id leads to the deletions that may be its own, without a search through all of them. An exact
 * name is its own key; a pattern is found by its end, or by its beginning where it has no end.
 */
export const keyOfName = (name: ResourceName): string => {
  if (name.kind !== 'pattern') return `= ${name.id}`;
  const last = name.parts.at(-1) ?? '';
  return last === '' ? `< ${name.parts[0] ?? ''}` : `> ${last}`;
};

// An ARN has six parts and a path of some; more separators lead nowhere.
const MOST_SEPARATORS = 24;

/** The keys of every name that this id could have. */
export const keysOfId = (id: string): readonly string[] => {
  const cuts: number[] = [];
  for (let at = 0; at < id.length && cuts.length < MOST_SEPARATORS; at += 1)
    if (id[at] === '/' || id[at] === ':') cuts.push(at);
  return [`= ${id}`, ...cuts.flatMap((at) => [`> ${id.slice(at)}`, `< ${id.slice(0, at + 1)}`])];
};
