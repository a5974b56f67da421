import { formatNoteInFile } from '@gatehouse/merkle-log';
import { YES } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { brokerCommand } from '../broker-command.ts';
import { print, saveAs } from './save.ts';

const streamOf = (text: string): ReadableStream<Uint8Array> => new Blob([text]).stream();

export const auditLog = brokerCommand({
  name: 'audit log',
  summary: 'The audit log itself, a line for each entry, for "audit verify"',
  usage: '[options]',
  options: {
    out: { value: 'FILE', help: 'default: standard output' },
    checkpoints: { value: 'FILE', help: 'also write the signed checkpoints there' },
    key: { value: 'FILE', help: 'also write the public key there' },
  },
  details: `
A key that comes the same way as the log proves less than the copy of <data>/audit/checkpoint-key.pub that you keep
elsewhere.`,
  run: async (given, { terminal, broker }) => {
    if (given.positionals.length > 0) throw new UsageError('name the file with --out');
    const [out, checkpoints, key] = [given.one('out'), given.one('checkpoints'), given.one('key')];
    if (checkpoints !== undefined || key !== undefined) {
      // Before the entries: what is signed later may be about some that are not in the file.
      const found = await broker.call('GET /v1/audit/checkpoints', {});
      const notes = found.checkpoints.map(formatNoteInFile).join('');
      if (checkpoints !== undefined) await saveAs(checkpoints, streamOf(notes), terminal);
      if (key !== undefined) await saveAs(key, streamOf(`${found.publicKey}\n`), terminal);
    }
    const body = await broker.stream('GET /v1/audit/log', {});
    if (out === undefined) {
      await print(body, terminal);
      return YES;
    }
    const bytes = await saveAs(out, body, terminal);
    if (given.flag('json')) terminal.out(`${JSON.stringify({ file: out, bytes })}\n`);
    else terminal.err(`${out}: ${bytes} bytes\n`);
    return YES;
  },
});
