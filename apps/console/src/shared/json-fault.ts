import type { Remark } from './remark.ts';

const lineOf = (text: string, position: number): Pick<Remark, 'line' | 'column'> => {
  const before = text.slice(0, position).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
};

/** Where browsers tell it, the place; each tells it in its own words. */
const placeIn = (text: string, message: string): Pick<Remark, 'line' | 'column'> => {
  const [, line, column] = /line (\d+) column (\d+)/.exec(message) ?? [];
  if (line !== undefined) return { line: Number(line), column: Number(column) };
  const [, position] = /position (\d+)/.exec(message) ?? [];
  return position === undefined ? lineOf(text, text.length) : lineOf(text, Number(position));
};

/** What keeps a text from being JSON; undefined when nothing does. */
export const jsonFault = (text: string): Remark | undefined => {
  if (text.trim() === '') return undefined;
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      severity: 'error',
      title: 'This is not JSON',
      text: message,
      ...placeIn(text, message),
    };
  }
};

/** JSON with two spaces of indentation; what is not JSON stays as it is. */
export const indented = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
};
