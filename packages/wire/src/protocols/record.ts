export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object';

/** For keys that a caller chose: no key of it can reach a prototype. */
export const emptyRecord = (): Record<string, unknown> => Object.create(null);
