import { RotationFailure } from '../frame/errors.ts';

/** What `{name}` stands for; undefined: unknown. */
export type Values = (name: string) => string | undefined;

const PLACEHOLDER = /\{([A-Za-z][\w.-]{0,127})\}/g;

/** @throws RotationFailure where a name is unknown: half a request would be sent */
export const filled = (
  template: string,
  values: Values,
  encoded: (value: string) => string = (value) => value,
): string =>
  template.replaceAll(PLACEHOLDER, (_all, name: string) => {
    const value = values(name);
    if (value === undefined) throw new RotationFailure(`There is no value for {${name}}`);
    return encoded(value);
  });

/** The same in every text of a JSON value. */
export const filledJson = (template: unknown, values: Values): unknown => {
  if (typeof template === 'string') return filled(template, values);
  if (Array.isArray(template)) return template.map((item: unknown) => filledJson(item, values));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) => [name, filledJson(value, values)]),
  );
};
