import { type Arguments, type Command, type ExitCode, NO, type Option } from '../command.ts';
import { printable, type Terminal } from '../terminal.ts';
import { type BrokerClient, createClient } from './client.ts';
import { Refusal, sentenceOf } from './refusal.ts';
import { chosenBroker } from './sign-in/address.ts';
import { createSession } from './sign-in/session.ts';
import { tokenFile } from './sign-in/token-file.ts';

export const BROKER_OPTION: Readonly<Record<string, Option>> = {
  broker: {
    value: 'URL',
    help: 'the console with the broker; default: $GATEHOUSE_BROKER, else the last sign-in’s',
  },
};

/** What a command that speaks to the broker has. */
export interface Place {
  readonly terminal: Terminal;
  readonly broker: BrokerClient;
}

export interface BrokerCommand extends Omit<Command, 'run'> {
  readonly run: (given: Arguments, place: Place) => Promise<ExitCode>;
}

/** A refusal is an answer, exit code 1: one line for people, and the broker's own words with --json. */
export const refusable = async (
  name: string,
  given: Arguments,
  terminal: Terminal,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, message, details } = error;
    terminal.err(`gatehouse ${name}: ${printable(sentenceOf(error))}\n`);
    if (given.flag('json'))
      terminal.out(`${JSON.stringify({ error: { code, message, details } })}\n`);
    return NO;
  }
};

export const openBroker = (given: Arguments, terminal: Terminal): BrokerClient => {
  const address = chosenBroker(given.one('broker'), terminal);
  const file = tokenFile(address, terminal);
  return createClient(address, createSession(file, address, terminal.clock));
};

/** A command of the signed-in person. */
export const brokerCommand = (command: BrokerCommand): Command => ({
  ...command,
  options: { ...command.options, ...BROKER_OPTION },
  run: (given, terminal) =>
    refusable(command.name, given, terminal, () =>
      command.run(given, { terminal, broker: openBroker(given, terminal) }),
    ),
});
