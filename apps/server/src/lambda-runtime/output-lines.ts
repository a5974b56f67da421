import type { Readable } from 'node:stream';
import type { OutputLine } from '@gatehouse/services';

// CloudWatch Logs takes events of 1 MB; longer lines are cut, as Lambda does.
const MOST_LINE_BYTES = 256 * 1024;
const MOST_HELD_BYTES = 8 * 1024 * 1024;
const MARK = '\0';
const MOST_MARKS = 4;
const TOO_MUCH = 'Gatehouse: the invocation wrote too much; the rest of it is left out.';

/** Gathers lines of both pipes until somebody takes them; a function that writes without end loses what is too much. */
export const createOutputLines = (now: () => Date) => {
  let lines: OutputLine[] = [];
  let held = 0;
  const marks = new Map<string, number>();
  const waiting = new Map<string, () => void>();

  const add = (text: string): void => {
    // A message of many lines came as one.
    const message = text.replaceAll('\r', '\n').trimEnd();
    if (message === '' || held > MOST_HELD_BYTES) return;
    held += message.length;
    lines.push({ at: now(), message });
    if (held > MOST_HELD_BYTES) lines.push({ at: now(), message: TOO_MUCH });
  };
  const mark = (name: string): void => {
    const count = (marks.get(name) ?? 0) + 1;
    // What a function makes up itself is not kept for ever.
    if (waiting.has(name) || marks.size < MOST_MARKS) marks.set(name, count);
    if (count >= 2) waiting.get(name)?.();
  };
  const take = (line: string): void => {
    const at = line.indexOf(MARK);
    if (at < 0) return add(line);
    add(line.slice(0, at));
    mark(line.slice(at + 1));
  };

  return {
    read: (pipe: Readable): void => {
      let rest = '';
      pipe.setEncoding('utf8');
      pipe.on('data', (text: string) => {
        const parts = (rest + text).split('\n');
        rest = parts.pop() ?? '';
        for (const part of parts) take(part);
        if (rest.length <= MOST_LINE_BYTES) return;
        add(rest);
        rest = '';
      });
      pipe.on('end', () => take(rest));
    },
    take: (): readonly OutputLine[] => {
      const taken = lines;
      lines = [];
      held = 0;
      return taken;
    },
    /** Calls back once both pipes have brought all that was written before the mark. */
    whenMarked: (name: string, done: () => void): void => {
      if ((marks.get(name) ?? 0) >= 2) {
        marks.delete(name);
        return done();
      }
      waiting.set(name, () => {
        waiting.delete(name);
        marks.delete(name);
        done();
      });
    },
  };
};
