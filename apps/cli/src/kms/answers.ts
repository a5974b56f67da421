import type { Answer, Result, Unread } from '@gatehouse/access';
import type { Arguments } from '../command.ts';
import { UsageError } from '../errors.ts';
import { printable, type Style, styled, type Terminal } from '../terminal.ts';
import { counted } from '../words.ts';

const STYLES: Readonly<Record<Result, Style>> = {
  allowed: 'green',
  delegated: 'yellow',
  conditional: 'yellow',
  denied: 'red',
};
const ORDER: readonly Result[] = ['allowed', 'delegated', 'conditional', 'denied'];
const WIDTH = 11;

/** `KEY=VALUE` texts of an option. @throws UsageError */
export const pairsOf = (
  name: string,
  texts: readonly string[],
): readonly (readonly [string, string])[] =>
  texts.map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw new UsageError(`--${name} is KEY=VALUE; not "${text}"`);
    return [text.slice(0, at), text.slice(at + 1)];
  });

/** Condition keys with their values. @throws UsageError */
export const conditionsOf = (given: Arguments): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const [key, value] of pairsOf('condition', given.many('condition')))
    found.set(key, [...(found.get(key) ?? []), value]);
  return found;
};

const showAnswer = (answer: Answer, terminal: Terminal): void => {
  const { result, name, kind, explanation, depends, notes } = answer;
  const label = styled(terminal, STYLES[result], result.padEnd(WIDTH));
  terminal.out(`${label}  ${styled(terminal, 'bold', printable(name))} (${kind})\n`);
  const indent = ' '.repeat(WIDTH + 2);
  terminal.out(`${indent}${printable(explanation)}\n`);
  for (const { operator, key, values, policyId, effect } of depends)
    terminal.out(
      printable(
        `${indent}depends on: ${effect} if ${operator} ${key} ${values.join(' or ')} (${policyId})`,
      ).concat('\n'),
    );
  for (const note of notes) terminal.out(`${indent}${styled(terminal, 'dim', printable(note))}\n`);
};

interface Found {
  readonly answers: readonly Answer[];
  readonly blocked: string | undefined;
  readonly unread: readonly Unread[];
}

/** Of what was found, what the options ask to see, the certain first, and how many refused are left out. */
export const selected = (
  given: Arguments,
  { answers }: Pick<Found, 'answers'>,
): { readonly shown: readonly Answer[]; readonly hidden: number; readonly any: boolean } => {
  const principal = given.one('principal');
  const asked = answers
    .filter(
      ({ name }) => principal === undefined || name === principal || name.endsWith(`/${principal}`),
    )
    .toSorted((a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result));
  const all = given.flag('denied') || principal !== undefined;
  const shown = asked.filter(({ result }) => all || result !== 'denied');
  return {
    shown,
    hidden: asked.length - shown.length,
    any: asked.some(({ result }) => result !== 'denied'),
  };
};

export const showAnswers = (
  { answers, blocked, unread }: Found,
  denied: number,
  terminal: Terminal,
): void => {
  for (const answer of answers) showAnswer(answer, terminal);
  if (blocked !== undefined) terminal.out(styled(terminal, 'red', `${blocked}\n`));
  for (const { what, because } of unread)
    terminal.err(printable(`not read: ${what}: ${because}`).concat('\n'));
  const counts = ORDER.map((result) => answers.filter((one) => one.result === result).length);
  terminal.err(ORDER.map((result, index) => `${counts[index]} ${result}`).join(', '));
  terminal.err(
    denied > 0
      ? `; ${counted(denied, 'principal is', 'principals are')} refused: --denied\n`
      : '\n',
  );
};
