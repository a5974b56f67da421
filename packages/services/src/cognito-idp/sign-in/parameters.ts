import { missingParameter } from './errors.ts';

/** Names and values of AuthParameters or ChallengeResponses, as decoded from somebody's JSON. */
export type Given = Readonly<Record<string, string>> | undefined;

export const optional = (given: Given, name: string): string | undefined =>
  given !== undefined && Object.hasOwn(given, name) ? given[name] : undefined;

/** @throws InvalidParameterException when it is missing or empty */
export const needed = (given: Given, name: string): string => {
  const value = optional(given, name);
  if (value === undefined || value === '') throw missingParameter(name);
  return value;
};
