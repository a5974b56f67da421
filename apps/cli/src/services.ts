import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Arguments, type Command, type ExitCode, NO, YES } from './command.ts';
import { Failure, messageOf, UsageError } from './errors.ts';
import { root } from './place.ts';
import { styled, type Terminal } from './terminal.ts';

const folder = join(root, 'docs', 'services');

interface ServicePage {
  readonly name: string;
  /** The first line of prose. */
  readonly summary: string;
  /** All of it, in Markdown. */
  readonly text: string;
}

const pages = (): readonly ServicePage[] => {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.md') && file !== 'README.md' && file !== 'index.md')
      .toSorted()
      .map((file) => {
        const text = readFileSync(join(folder, file), 'utf8');
        return { name: file.slice(0, -'.md'.length), summary: summaryOf(text), text };
      });
  } catch (error) {
    throw new Failure(`${folder} cannot be read: ${messageOf(error)}`, { cause: error });
  }
};

const summaryOf = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '' && !/^[#|<>-]/.test(line)) ?? '';

const run = async (given: Arguments, terminal: Terminal): Promise<ExitCode> => {
  const [name, ...others] = given.positionals;
  if (others.length > 0) throw new UsageError('expected one NAME, or none');
  const all = pages();
  if (name === undefined) {
    terminal.out(given.flag('json') ? `${JSON.stringify(all.map(named))}\n` : list(all, terminal));
    return YES;
  }
  const found = all.find((page) => page.name === name.toLowerCase());
  if (found === undefined) {
    terminal.err(
      `There is no service "${name}"; there are ${all.map((page) => page.name).join(', ')}.\n`,
    );
    return NO;
  }
  terminal.out(given.flag('json') ? `${JSON.stringify(found)}\n` : found.text);
  return YES;
};

const named = ({ name, summary }: ServicePage): Omit<ServicePage, 'text'> => ({ name, summary });

const list = (all: readonly ServicePage[], terminal: Terminal): string => {
  const width = Math.max(...all.map(({ name }) => name.length));
  return all
    .map(({ name, summary }) => `${styled(terminal, 'bold', name.padEnd(width))}  ${summary}\n`)
    .join('');
};

export const services: Command = {
  name: 'services',
  summary: 'What of AWS is supported, partly supported and missing',
  usage: '[NAME]',
  options: {},
  details: 'NAME is one of the list: its page in docs/services is shown, in Markdown.',
  run,
};
