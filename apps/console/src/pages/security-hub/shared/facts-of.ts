const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** `[["Container.Name", "web"], …]`: what a part of a finding says, however deep. */
export const factsOf = (
  value: unknown,
  prefix = '',
): readonly (readonly [label: string, text: string])[] => {
  if (isPlain(value)) return [[prefix, String(value)]];
  if (value === null || typeof value !== 'object') return [];
  if (Array.isArray(value) && value.every(isPlain)) return [[prefix, value.join(', ')]];
  return Object.entries(value).flatMap(([name, item]) =>
    factsOf(item, prefix === '' ? name : `${prefix}.${name}`),
  );
};
