import { type Explanation, explainPattern, parsePattern, type Pattern } from '@gatehouse/patterns';
import { type Command, NO, YES } from '../command.ts';
import { UsageError } from '../errors.ts';
import { displayName, readText } from '../files.ts';
import { printable, styled, type Terminal } from '../terminal.ts';

const patternOf = (text: string, name: string): Pattern => {
  const parsed = parsePattern(text);
  if (!Array.isArray(parsed)) return parsed;
  throw new UsageError(`${displayName(name)}: ${parsed.map(({ message }) => message).join('; ')}`);
};

/** The events of a file: one, a list, or one a line. */
const eventsOf = (text: string, name: string): readonly string[] => {
  const trimmed = text.trim();
  try {
    const whole: unknown = JSON.parse(trimmed);
    return Array.isArray(whole) ? whole.map((event) => JSON.stringify(event)) : [trimmed];
  } catch {
    const lines = trimmed.split('\n').filter((line) => line.trim() !== '');
    for (const [index, line] of lines.entries())
      try {
        JSON.parse(line);
      } catch (cause) {
        throw new UsageError(`${displayName(name)}: line ${index + 1} is not JSON`, { cause });
      }
    return lines;
  }
};

const tell = ({ matched, alternatives }: Explanation, label: string, terminal: Terminal): void => {
  const verdict = matched
    ? styled(terminal, 'green', 'matches')
    : styled(terminal, 'yellow', 'does not match');
  terminal.out(`${label} ${verdict}\n`);
  if (matched) return;
  for (const { fields, onlyAcrossElements } of alternatives) {
    for (const field of fields.filter((one) => !one.matched))
      terminal.out(
        printable(`  ${field.path}: ${field.reason} Wanted: ${field.wanted.join(' or ')}`).concat(
          '\n',
        ),
      );
    if (onlyAcrossElements)
      terminal.out('  every field matches, but in different elements of one array\n');
  }
};

export const testPattern: Command = {
  name: 'events test-pattern',
  summary: 'Does an EventBridge pattern match events, and why not?',
  usage: '--pattern FILE EVENTS... [options]',
  options: { pattern: { value: 'FILE', help: 'the event pattern' } },
  details: `
EVENTS are files of one event, a list of events, or an event a line. Nothing is asked of a server: the same engine decides that
decides in the embedded cloud. Exit code 1 when one of them does not match.`,
  run: async (given, terminal) => {
    const name = given.required('pattern');
    if (given.positionals.length === 0) throw new UsageError('name a file with events');
    const pattern = patternOf(await readText(name, terminal), name);
    let all = true;
    for (const file of given.positionals) {
      const events = eventsOf(await readText(file, terminal), file);
      for (const [index, event] of events.entries()) {
        const explanation = explainPattern(pattern, event);
        all &&= explanation.matched;
        const label = events.length === 1 ? displayName(file) : `${displayName(file)}:${index + 1}`;
        if (given.flag('json'))
          terminal.out(`${JSON.stringify({ event: label, ...explanation })}\n`);
        else tell(explanation, label, terminal);
      }
    }
    return all ? YES : NO;
  },
};
