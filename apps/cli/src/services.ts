import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Arguments, type Command, type ExitCode, NO, YES } from './command.ts';
import { Failure, messageOf, UsageError } from './errors.ts';
import { root } from './place.ts';
import { styled, type Terminal } from './terminal.ts';

const folder = join(root, 'docs', 'services');

interface OperationState {
  readonly operation: string;
  readonly state: 'supported' | 'partial' | 'absent';
  /** What is missing of a partial one. */
  readonly note?: string;
}

interface ServicePage {
  readonly name: string;
  readonly operations: readonly OperationState[];
  /** The page, in Markdown. */
  readonly text: string;
}

const pages = (): readonly ServicePage[] => {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.md') && file !== 'README.md')
      .toSorted()
      .map((file) => {
        const text = readFileSync(join(folder, file), 'utf8');
        return { name: file.slice(0, -'.md'.length), operations: operationsIn(text), text };
      });
  } catch (error) {
    throw new Failure(`${folder} cannot be read: ${messageOf(error)}`, { cause: error });
  }
};

const STATES = ['supported', 'partial', 'absent'] as const;

/** Rows of the table: `| RunTask | partial: no container runs |`. */
const operationsIn = (text: string): readonly OperationState[] =>
  text.split('\n').flatMap((line) => {
    const [, operation = '', cell = ''] = line.split('|').map((part) => part.trim());
    const [word, ...rest] = cell.split(':');
    const state = STATES.find((one) => one === word);
    if (state === undefined) return [];
    const note = rest.join(':').trim();
    return [{ operation, state, ...(note === '' ? {} : { note }) }];
  });

const count = ({ operations }: ServicePage, wanted: OperationState['state']): number =>
  operations.filter(({ state }) => state === wanted).length;

const counts = (
  page: ServicePage,
): Readonly<Record<'supported' | 'partial' | 'absent', number>> => ({
  supported: count(page, 'supported'),
  partial: count(page, 'partial'),
  absent: count(page, 'absent'),
});

const run = async (given: Arguments, terminal: Terminal): Promise<ExitCode> => {
  const [name, ...others] = given.positionals;
  if (others.length > 0) throw new UsageError('expected one NAME, or none');
  const all = pages();
  if (name === undefined) {
    terminal.out(
      given.flag('json')
        ? `${JSON.stringify(all.map((page) => ({ name: page.name, ...counts(page) })))}\n`
        : list(all, terminal),
    );
    return YES;
  }
  const found = all.find((page) => page.name === name.toLowerCase());
  if (found === undefined) {
    terminal.err(
      `There is no service "${name}"; there are ${all.map((page) => page.name).join(', ')}.\n`,
    );
    return NO;
  }
  const { text, ...data } = found;
  terminal.out(given.flag('json') ? `${JSON.stringify(data)}\n` : text);
  return YES;
};

const list = (all: readonly ServicePage[], terminal: Terminal): string => {
  const width = Math.max(...all.map(({ name }) => name.length));
  return all
    .map((page) => {
      const { supported, partial, absent } = counts(page);
      const name = styled(terminal, 'bold', page.name.padEnd(width));
      return `${name}  ${supported + partial} of ${supported + partial + absent} operations, ${partial} of them partial\n`;
    })
    .join('');
};

export const services: Command = {
  name: 'services',
  summary: 'What of AWS is supported, partly supported and missing',
  usage: '[NAME]',
  options: {},
  details:
    'NAME is one of the list: its page in docs/services is shown, in Markdown; as JSON its operations.',
  run,
};
