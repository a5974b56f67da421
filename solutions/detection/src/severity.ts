import type { Severity } from './model.ts';

/** From the least. */
export const SEVERITIES: readonly Severity[] = [
  'INFORMATIONAL',
  'LOW',
  'MEDIUM',
  'HIGH',
  'CRITICAL',
];

const RANKS: ReadonlyMap<string, number> = new Map(SEVERITIES.map((name, rank) => [name, rank]));

export const rankOf = (severity: Severity): number => RANKS.get(severity) ?? 0;

export const isAtLeast = (severity: Severity, least: Severity): boolean =>
  rankOf(severity) >= rankOf(least);
