const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';
// A second net under each operation's own `redact` list: a member so named never reaches the audit in clear.
const SECRET_NAMES = new Set(
  'password newpassword oldpassword secretaccesskey sessiontoken secretstring secretbinary plaintext privatekey base32stringseed qrcodepng authenticationcode1 authenticationcode2 tokencode clientsecret samlassertion webidentitytoken signintoken'.split(
    ' ',
  ),
);
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const MAX_BYTES = 100 * 1024;
const MAX_TEXT_BYTES = 1024;
const MOST_BYTES_PER_CHARACTER = 3;
const SHORT = 32;
// A number or boolean, about.
const SCALAR_CHARACTERS = 4;

const two = (value: number): string => String(value).padStart(2, '0');

/** `Nov 25, 2026, 9:11:14 AM`, as CloudTrail writes times inside requestParameters and responseElements. */
const eventDate = (date: Date): string => {
  const hours = date.getUTCHours();
  const clock = `${hours % 12 === 0 ? 12 : hours % 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}, ${clock} ${hours < 12 ? 'AM' : 'PM'}`;
};

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** Short texts are rarely worth counting exactly, and most texts are short. */
const bytes = (text: string): number =>
  text.length < SHORT ? text.length : Buffer.byteLength(text);

interface Walk {
  readonly redact: ReadonlySet<string>;
  /** Member names start in lower case in events, whatever the API spells. */
  readonly lower: boolean;
  /** Bytes of names and values so far. */
  size: number;
}

const convert = (value: unknown, path: string, walk: Walk): unknown => {
  if (value === null || typeof value !== 'object') {
    walk.size += typeof value === 'string' ? bytes(value) : SCALAR_CHARACTERS;
    return value;
  }
  if (value instanceof Date) return eventDate(value);
  if (value instanceof Uint8Array) {
    walk.size += value.length;
    return Buffer.from(value).toString('base64');
  }
  if (Array.isArray(value)) return value.map((item) => convert(item, `${path}[]`, walk));
  const members: [string, unknown][] = [];
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined || member === null) continue;
    walk.size += name.length;
    const at = path === '' ? name : `${path}.${name}`;
    const hidden = walk.redact.has(at) || SECRET_NAMES.has(name.toLowerCase());
    members.push([
      walk.lower ? lowerFirst(name) : name,
      hidden ? HIDDEN : convert(member, at, walk),
    ]);
  }
  return Object.fromEntries(members);
};

/**
 * A request or response as CloudTrail shows it: first letters in lower case, times as text, secrets hidden; null when
 * there is nothing to show, a note instead of the content beyond 100 KB (CloudTrail User Guide, "record contents").
 */
export const recordable = (
  field: 'requestParameters' | 'responseElements',
  value: unknown,
  redact: ReadonlySet<string>,
  names: 'by first member' | 'as given' = 'by first member',
): unknown => {
  if (value === null || typeof value !== 'object') return null;
  const first = Object.keys(value)[0];
  if (first === undefined) return null;
  const walk: Walk = {
    redact,
    lower: names === 'by first member' && first !== lowerFirst(first),
    size: 0,
  };
  const shown = convert(value, '', walk);
  if (walk.size === 0) return null;
  if (walk.size <= MAX_BYTES) return shown;
  return { reason: `${field} too large`, omitted: true, originalSize: walk.size };
};

/** A text of a record's own fields, cut to 1 KB without splitting a character. */
export const recordableText = (text: string): string => {
  if (text.length * MOST_BYTES_PER_CHARACTER <= MAX_TEXT_BYTES) return text;
  const whole = Buffer.from(text);
  if (whole.length <= MAX_TEXT_BYTES) return text;
  return whole
    .subarray(0, MAX_TEXT_BYTES)
    .toString('utf8')
    .replace(/\uFFFD$/u, '');
};
