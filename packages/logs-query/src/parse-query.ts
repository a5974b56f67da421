import type {
  Column,
  Command,
  CommandContent,
  Extraction,
  Field,
  Query,
  SortKey,
} from './model.ts';
import { ExpressionReader, fieldOf } from './parse-expression.ts';
import { QueryRefusal } from './problem.ts';
import { regexOf } from './regex/regex.ts';
import { Scanner } from './scanner.ts';

const MOST_COMMANDS = 100;
const MOST_STATS = 2;
/** CloudWatch Logs API Reference, StartQuery. */
export const MOST_RESULTS = 100_000;
const MOST_STARS = 100;

type Content<Kind> = Extract<CommandContent, { readonly kind: Kind }>;

const separated = <Part>(scanner: Scanner, part: () => Part): readonly Part[] => {
  const parts = [part()];
  while (scanner.takeSymbol(',')) parts.push(part());
  return parts;
};

const alias = (scanner: Scanner): string => {
  const token = scanner.peek();
  if (token.kind !== 'name') return scanner.unexpected();
  scanner.next();
  return token.parts.join('.');
};

const column = (scanner: Scanner, aggregates = false): Column => {
  const { start } = scanner.peek();
  const expression = new ExpressionReader(scanner, aggregates).read();
  if (expression.kind === 'period' || expression.kind === 'all')
    throw new QueryRefusal('A period is not a value.', start, scanner.lastEnd - 1);
  if (scanner.takeWord('as')) return { expression, name: alias(scanner) };
  if (expression.kind === 'field') return { expression, name: expression.name };
  return { expression, name: scanner.source.slice(start, scanner.lastEnd) };
};

const field = (scanner: Scanner): Field => {
  const token = scanner.peek();
  if (token.kind !== 'name') return scanner.unexpected();
  scanner.next();
  return fieldOf(token);
};

const sortKey = (scanner: Scanner): SortKey => {
  const key = field(scanner);
  const descending = scanner.takeWord('desc');
  if (!descending) scanner.takeWord('asc');
  return { field: key, descending };
};

const stats = (scanner: Scanner): Content<'stats'> => {
  const columns = separated(scanner, () => column(scanner, true));
  const by = scanner.takeWord('by') ? separated(scanner, () => column(scanner)) : [];
  return { kind: 'stats', columns, by };
};

const limit = (scanner: Scanner): Content<'limit'> => {
  const any = scanner.takeWord('any');
  const token = scanner.peek();
  if (token.kind !== 'number') return scanner.unexpected();
  scanner.next();
  if (!Number.isInteger(token.value) || token.value < 1 || token.value > MOST_RESULTS)
    throw new QueryRefusal(
      `limit must be a whole number from 1 to ${MOST_RESULTS}`,
      token.start,
      token.end - 1,
    );
  return { kind: 'limit', count: token.value, any };
};

const extraction = (scanner: Scanner): Extraction => {
  const token = scanner.peek();
  if (token.kind !== 'text') {
    const { source, start } = scanner.regex();
    return { kind: 'regex', regex: regexOf(source, start) };
  }
  scanner.next();
  const texts = token.value.split('*');
  if (texts.length < 2 || texts.length > MOST_STARS + 1)
    throw new QueryRefusal('A pattern of parse must have a *', token.start, token.end - 1);
  return { kind: 'glob', texts };
};

/** What stands behind `as`, or the names of a regular expression's groups. */
const parsedNames = (scanner: Scanner, found: Extraction, start: number): readonly string[] => {
  const groups =
    found.kind === 'glob' ? found.texts.slice(1).map(() => undefined) : found.regex.groups;
  const given = scanner.takeWord('as') ? separated(scanner, () => alias(scanner)) : [];
  const unnamed = groups.filter((name) => name === undefined).length;
  if (groups.length === 0 || unnamed !== given.length)
    throw new QueryRefusal(
      `parse names ${given.length} fields, and its pattern has ${unnamed} without a name`,
      start,
      scanner.lastEnd - 1,
    );
  const left = [...given];
  return groups.map((name) => name ?? left.shift() ?? '');
};

const parse = (scanner: Scanner): Content<'parse'> => {
  const { start, kind } = scanner.peek();
  const isPattern = kind === 'text' || scanner.isSymbol('/');
  const of = isPattern
    ? ({ kind: 'field', name: '@message', parts: ['@message'], start, end: start } as const)
    : field(scanner);
  const found = extraction(scanner);
  return { kind: 'parse', of, extraction: found, names: parsedNames(scanner, found, start) };
};

const sort = (scanner: Scanner): Content<'sort'> => ({
  kind: 'sort',
  keys: separated(scanner, () => sortKey(scanner)),
});

type Read = (scanner: Scanner) => CommandContent;

const COMMANDS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ...(['fields', 'display'] as const).map(
    (kind) =>
      [
        kind,
        (scanner: Scanner) => ({ kind, columns: separated(scanner, () => column(scanner)) }),
      ] as const,
  ),
  [
    'filter',
    (scanner: Scanner) => ({ kind: 'filter', condition: new ExpressionReader(scanner).read() }),
  ],
  ['stats', stats],
  ['sort', sort],
  [
    'order',
    (scanner: Scanner) => {
      if (!scanner.takeWord('by')) scanner.unexpected();
      return sort(scanner);
    },
  ],
  ['limit', limit],
  ['head', limit],
  [
    'dedup',
    (scanner: Scanner) => ({ kind: 'dedup', fields: separated(scanner, () => field(scanner)) }),
  ],
  ['parse', parse],
  ['pattern', (scanner: Scanner) => ({ kind: 'pattern', of: field(scanner) })],
]);

/** CloudWatch Logs User Guide: which commands may follow which. */
const requireOrder = (scanner: Scanner, before: readonly Command[], kind: string): void => {
  const token = scanner.peek();
  if (before.some((command) => command.kind === 'dedup') && kind !== 'limit' && kind !== 'head')
    scanner.unexpected();
  const isCount = kind === 'stats' || kind === 'pattern';
  const counts = before.filter((command) => command.kind === 'stats' || command.kind === 'pattern');
  if (!isCount || counts.length === 0) return;
  if (counts.length >= MOST_STATS)
    throw new QueryRefusal(
      `A query can have ${MOST_STATS} stats commands at most`,
      token.start,
      token.end - 1,
    );
  if (before.some((command) => command.kind === 'sort' || command.kind === 'limit'))
    throw new QueryRefusal(
      'sort and limit must stand behind the second stats command',
      token.start,
      token.end - 1,
    );
};

const command = (scanner: Scanner, before: readonly Command[]): Command => {
  const token = scanner.peek();
  const word = token.kind === 'name' && !token.quoted ? token.text.toLowerCase() : '';
  const read = COMMANDS.get(word);
  if (read === undefined) return scanner.unexpected();
  requireOrder(scanner, before, word);
  scanner.next();
  const content = read(scanner);
  return { ...content, start: token.start, end: scanner.lastEnd };
};

/** Reads a query of CloudWatch Logs Insights QL. @throws QueryRefusal */
export const parseQuery = (text: string): Query => {
  const scanner = new Scanner(text);
  const commands: Command[] = [];
  do {
    if (commands.length >= MOST_COMMANDS)
      throw new QueryRefusal('The query has too many commands.', scanner.peek().start);
    commands.push(command(scanner, commands));
  } while (scanner.takeSymbol('|'));
  if (scanner.peek().kind !== 'end') scanner.unexpected();
  return { commands };
};
