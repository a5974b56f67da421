/** PutRetentionPolicy API Reference, retentionInDays: what it takes. */
const DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];

export const retentionText = (days: number | undefined): string =>
  days === undefined ? 'Never expire' : days === 1 ? '1 day' : `${days} days`;

/** An empty choice is without end. */
export const RETENTIONS: readonly (readonly [value: string, label: string])[] = [
  ['', retentionText(undefined)],
  ...DAYS.map((days) => [String(days), retentionText(days)] as const),
];
