import type { ByteWindow } from './byte-window.ts';

/** Where in a value that is passed over the bytes so far have ended. */
export interface Skip {
  depth: number;
  inText: boolean;
  escaped: boolean;
}

export const beginSkip = (): Skip => ({ depth: 0, inText: false, escaped: false });

const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;

const isEnd = (byte: number): boolean =>
  byte === COMMA || byte === 93 || byte === 125 || byte === 32 || (byte >= 9 && byte <= 13);

/** Passes over as much of a value as the window has: of any length, in no memory. */
export const skipOn = (skip: Skip, window: ByteWindow): 'done' | 'more' | 'wrong' => {
  const { bytes, start, end } = window;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (skip.inText) {
      if (skip.escaped) skip.escaped = false;
      else if (byte === BACKSLASH) skip.escaped = true;
      else if (byte === QUOTE) skip.inText = false;
      else if (byte < 32) return moved(window, at - start, 'wrong');
      if (!skip.inText && skip.depth === 0) return moved(window, at + 1 - start, 'done');
      continue;
    }
    if (skip.depth === 0 && isEnd(byte) && at > start) return moved(window, at - start, 'done');
    if (byte === QUOTE) skip.inText = true;
    else if (byte === 91 || byte === 123) skip.depth += 1;
    else if (byte === 93 || byte === 125) {
      skip.depth -= 1;
      if (skip.depth <= 0) return moved(window, at + 1 - start, 'done');
    }
  }
  return moved(window, end - start, 'more');
};

const moved = <Outcome>(window: ByteWindow, count: number, outcome: Outcome): Outcome => {
  window.advance(count);
  return outcome;
};
