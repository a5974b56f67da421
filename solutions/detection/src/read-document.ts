import { parse } from 'yaml';

const MOST_BYTES = 4_194_304;

/** JSON or YAML from a file of settings. @throws Error */
export const readDocument = (text: string): unknown => {
  if (text.length > MOST_BYTES) throw new Error('is longer than 4 MiB');
  // Aliases multiply what is written: ten are plenty for settings.
  return parse(text, { maxAliasCount: 10, prettyErrors: true });
};
