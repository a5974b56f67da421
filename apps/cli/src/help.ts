import { type Command, COMMON_OPTIONS, type Option } from './command.ts';

const spelled = ([name, { value }]: readonly [string, Option]): string =>
  `--${name}${value === undefined ? '' : ` ${value}`}`;

const table = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join('');
};

const EXIT_CODES =
  'Exit codes: 0 yes or done; 1 no, denied or findings; 2 the command is wrong; 3 something failed.\n';

export const commandHelp = (command: Command): string => {
  const options = command.passesOn
    ? Object.entries(command.options)
    : Object.entries({ ...command.options, ...COMMON_OPTIONS });
  return [
    `usage: gatehouse ${command.name} ${command.usage}`.trimEnd(),
    '\n\n',
    `${command.summary}\n`,
    options.length === 0
      ? ''
      : `\n${table(
          options.map((option) => [
            spelled(option),
            `${option[1].help}${option[1].many ? ' (may be repeated)' : ''}`,
          ]),
        )}`,
    command.details === undefined ? '' : `\n${command.details.trim()}\n`,
    `\n${EXIT_CODES}`,
  ].join('');
};

export const overview = (commands: readonly Command[]): string =>
  [
    'usage: gatehouse COMMAND [options]\n\n',
    table(commands.map(({ name, summary }) => [name, summary])),
    '\n"gatehouse COMMAND --help" explains a command. Every command has --json.\n',
    EXIT_CODES,
  ].join('');
