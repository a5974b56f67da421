import type { Position } from '@aws-sdk/client-iam';

export interface Span {
  readonly start: Position;
  readonly end: Position;
}

/** Where the text of `document` that begins at `at`, a string, ends: behind its closing quote. */
const afterString = (document: string, at: number): number => {
  for (let index = at + 1; index < document.length; index += 1) {
    const letter = document[index];
    if (letter === '\\') index += 1;
    else if (letter === '"') return index + 1;
  }
  return document.length;
};

/**
 * Places of the statements in a policy's text, which is known to be one. The simulator of AWS counts columns from one
 * and means the place behind a brace.
 */
export const statementSpans = (document: string): readonly Span[] => {
  const spans: Span[] = [];
  // The braces and brackets around the place that is read, each brace with the member that is read in it.
  const around: { readonly opened: string; member: string }[] = [];
  let text = '';
  let start: Position | undefined;
  let line = 1;
  let lineStart = 0;
  const here = (at: number): Position => ({ Line: line, Column: at - lineStart + 2 });
  const isStatement = (): boolean =>
    around[0]?.member === 'Statement' &&
    (around.length === 1 || (around.length === 2 && around[1]?.opened === '['));

  for (let at = 0; at < document.length; at += 1) {
    const letter = document.charAt(at);
    const inner = around.at(-1);
    if (letter === '"') {
      const end = afterString(document, at);
      text = document.slice(at + 1, end - 1);
      at = end - 1;
    } else if (letter === '\n') {
      line += 1;
      lineStart = at + 1;
    } else if (letter === ':' && inner !== undefined) {
      inner.member = text;
    } else if (letter === '{' || letter === '[') {
      if (letter === '{' && isStatement()) start = here(at);
      around.push({ opened: letter, member: '' });
    } else if (letter === '}' || letter === ']') {
      around.pop();
      if (letter === '}' && isStatement() && start !== undefined)
        spans.push({ start, end: here(at) });
    }
  }
  return spans;
};
