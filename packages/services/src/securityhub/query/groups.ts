import { attributes } from './attributes.ts';

/** API_CreateInsight, GroupByAttribute: texts, but not those that differ in every finding or say nothing together. */
const NEVER = new Set(['Description', 'RecommendationText', 'NoteText']);

export const isGroupable = (name: string): boolean => {
  const kind = attributes.get(name)?.kind;
  return !NEVER.has(name) && (kind === 'string' || kind === 'number' || kind === 'ip');
};
