import { type Command, YES } from './command.ts';
import { versions } from './versions.ts';

export const version: Command = {
  name: 'version',
  summary: 'Versions of Gatehouse and of the Node that runs it',
  usage: '',
  options: {},
  run: async (given, terminal) => {
    const { gatehouse, node } = versions();
    terminal.out(
      given.flag('json')
        ? `${JSON.stringify({ gatehouse, node })}\n`
        : `gatehouse ${gatehouse} (Node ${node})\n`,
    );
    return YES;
  },
};
