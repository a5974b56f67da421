/** A step of a path: a member's name, an element's index, or every one of them. */
export type PathStep = string | number | typeof EVERY;

export const EVERY = Symbol('every');

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MOST_STEPS = 100;
const SPACE = /[ \t\r\n]/;
const BRACKETED = /\[(?:(\d{1,9})|(\*)|'([^'\]]{1,256})'|"([^"\]]{1,256})")\]/y;
const DOTTED = /\.(?:(\*)|([\p{L}\p{N}_\-/:@ ]{1,256}))/uy;

/**
 * The JSON paths that Amazon EventBridge knows (User Guide, "Input transformation"): names behind dots, indexes,
 * wildcards; undefined for others.
 */
export const parsePath = (text: string): readonly PathStep[] | undefined => {
  if (!text.startsWith('$')) return undefined;
  const steps: PathStep[] = [];
  let at = 1;
  while (at < text.length) {
    const found = stepAt(text, at);
    if (found === undefined || steps.length >= MOST_STEPS) return undefined;
    steps.push(found.step);
    at = found.end;
  }
  return steps;
};

const stepAt = (
  text: string,
  at: number,
): { readonly step: PathStep; readonly end: number } | undefined => {
  BRACKETED.lastIndex = at;
  const bracketed = BRACKETED.exec(text);
  if (bracketed !== null) {
    const [, index, every, single, double] = bracketed;
    const step = index === undefined ? (every === undefined ? single : EVERY) : Number(index);
    return { step: step ?? double ?? '', end: BRACKETED.lastIndex };
  }
  DOTTED.lastIndex = at;
  const dotted = DOTTED.exec(text);
  if (dotted === null) return undefined;
  return { step: dotted[1] === undefined ? (dotted[2] ?? '') : EVERY, end: DOTTED.lastIndex };
};

/** Behind the string that begins at `at`. */
const stringEnd = (text: string, at: number): number => {
  let end = at + 1;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    end += 1;
    if (code === QUOTE) return end;
    if (code === BACKSLASH) end += 1;
  }
  return text.length;
};

const spaceEnd = (text: string, at: number): number => {
  let end = at;
  while (end < text.length && text.charCodeAt(end) <= 0x20) end += 1;
  return end;
};

/** Behind the value that begins at `at`. */
const valueEnd = (text: string, at: number): number => {
  const first = text[at];
  if (first === '"') return stringEnd(text, at);
  if (first !== '{' && first !== '[') {
    let end = at;
    while (end < text.length && !',}] \t\r\n'.includes(text.charAt(end))) end += 1;
    return end;
  }
  let depth = 0;
  let end = at;
  while (end < text.length) {
    const char = text[end];
    if (char === '"') {
      end = stringEnd(text, end);
      continue;
    }
    end += 1;
    if (char === '{' || char === '[') depth += 1;
    else if ((char === '}' || char === ']') && (depth -= 1) === 0) return end;
  }
  return end;
};

/** The same JSON without space between its tokens; numbers and strings stay as they are written. */
export const compactJson = (text: string): string => {
  if (!SPACE.test(text)) return text;
  let compact = '';
  let at = 0;
  while (at < text.length) {
    if (text.charCodeAt(at) === QUOTE) {
      const end = stringEnd(text, at);
      compact += text.slice(at, end);
      at = end;
      continue;
    }
    const from = at;
    while (at < text.length && text.charCodeAt(at) > 0x20 && text.charCodeAt(at) !== QUOTE) at += 1;
    compact += text.slice(from, at);
    at = spaceEnd(text, at);
  }
  return compact;
};

interface Part {
  /** Of a member; undefined for an element. */
  readonly name: string | undefined;
  readonly from: number;
  readonly end: number;
}

/** Most names hold no escape. */
const nameOf = (quoted: string): string =>
  quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);

/** The members or elements of the object or array that begins at `at`. */
function* partsOf(text: string, at: number): Generator<Part> {
  const isObject = text[at] === '{';
  if (!isObject && text[at] !== '[') return;
  let next = spaceEnd(text, at + 1);
  while (next < text.length && text[next] !== '}' && text[next] !== ']') {
    let name: string | undefined;
    if (isObject) {
      const nameEnd = stringEnd(text, next);
      name = nameOf(text.slice(next, nameEnd));
      next = spaceEnd(text, spaceEnd(text, nameEnd) + 1);
    }
    const end = valueEnd(text, next);
    yield { name, from: next, end };
    next = spaceEnd(text, end);
    if (text[next] === ',') next = spaceEnd(text, next + 1);
  }
}

/** The ranges that a path leads to from the value at `at`. */
const follow = (
  text: string,
  at: number,
  steps: readonly PathStep[],
  done = 0,
): readonly string[] => {
  const step = steps[done];
  if (step === undefined) return [text.slice(at, valueEnd(text, at))];
  const parts = [...partsOf(text, at)];
  const chosen =
    step === EVERY
      ? parts
      : typeof step === 'number'
        ? parts.slice(step, step + 1).filter(({ name }) => name === undefined)
        : // Of a repeated name the last counts.
          parts.filter(({ name }) => name === step).slice(-1);
  return chosen.flatMap(({ from }) => follow(text, from, steps, done + 1));
};

/**
 * The JSON text that stands at a path of a JSON text, as it is written there; undefined when nothing does. A path with
 * a wildcard leads to an array of all that it finds.
 */
export const textAt = (text: string, steps: readonly PathStep[]): string | undefined => {
  const found = follow(text, spaceEnd(text, 0), steps);
  if (steps.includes(EVERY)) return `[${found.join(',')}]`;
  return found[0];
};
