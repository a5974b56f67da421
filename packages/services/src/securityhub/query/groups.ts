import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { attributes } from './attributes.ts';
import type { TextColumn } from './columns.ts';
import type { Selection } from './selection.ts';

/** API_CreateInsight, GroupByAttribute: texts, but not those that differ in every finding or say nothing together. */
const NEVER = new Set(['Description', 'RecommendationText', 'NoteText']);

export const isGroupable = (name: string): boolean => {
  const kind = attributes.get(name)?.kind;
  return !NEVER.has(name) && (kind === 'string' || kind === 'number' || kind === 'ip');
};

export interface GroupCount {
  readonly value: string;
  readonly count: number;
}

/** How many of the selected rows have each value of a column, most first. */
export const groupsOfColumn = (
  column: TextColumn,
  { rows, count }: Selection,
  limit: number,
): readonly GroupCount[] => {
  const { data, texts, lists } = column;
  const perCode = new Uint32Array(texts.length);
  for (let at = 0; at < count; at += 1) {
    const code = data[rows[at] ?? 0] ?? 0;
    perCode[code] = (perCode[code] ?? 0) + 1;
  }
  // Of a list, each value counts; it may be one that no finding has alone.
  const others = new Map<string, number>();
  for (const [code, entry] of lists) {
    const found = perCode[code] ?? 0;
    perCode[code] = 0;
    if (found === 0) continue;
    for (const value of entry) {
      const own = column.codeOf(String(value));
      if (own === undefined) others.set(String(value), (others.get(String(value)) ?? 0) + found);
      else perCode[own] = (perCode[own] ?? 0) + found;
    }
  }
  perCode[0] = 0;
  const least = perCode.toSorted()[Math.max(0, perCode.length - limit)] ?? 0;
  const groups = [...others].map(([value, found]) => ({ value, count: found }));
  for (const [code, found] of perCode.entries())
    if (found > 0 && found >= least) groups.push({ value: texts[code] ?? '', count: found });
  return largest(groups, limit);
};

/** The values of one finding for an attribute, each once. */
export const groupValues = (finding: AwsSecurityFinding, name: string): ReadonlySet<string> => {
  const values = attributes.get(name)?.values(finding) ?? [];
  return new Set(
    values.flatMap((value) =>
      typeof value === 'string' || typeof value === 'number' ? [String(value)] : [],
    ),
  );
};

export const largest = (groups: readonly GroupCount[], limit: number): readonly GroupCount[] =>
  groups
    .toSorted((left, right) => right.count - left.count || (left.value < right.value ? -1 : 1))
    .slice(0, limit);
