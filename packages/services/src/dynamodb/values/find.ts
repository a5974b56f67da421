/** What can be searched: letters of a text, bytes. */
interface Units {
  readonly length: number;
  at(index: number): number;
}

const ofText = (text: string): Units => ({
  length: text.length,
  at: (index) => text.charCodeAt(index),
});
const ofBytes = (bytes: Uint8Array): Units => ({
  length: bytes.length,
  at: (index) => bytes[index] ?? 0,
});

/** What is shorter is found soon enough by any means. */
const SHORT = 64;

/** For each unit of what is looked for, how many before it are its beginning again. */
const fallbacks = (part: Units): Int32Array => {
  const found = new Int32Array(part.length);
  let matched = 0;
  for (let index = 1; index < part.length; index += 1) {
    while (matched > 0 && part.at(index) !== part.at(matched)) matched = found[matched - 1] ?? 0;
    if (part.at(index) === part.at(matched)) matched += 1;
    found[index] = matched;
  }
  return found;
};

/**
 * Knuth, Morris, Pratt: "Fast pattern matching in strings", 1977. The engine's own search takes the product of both lengths
 * for texts that are made for it, and both may have 400 KB.
 */
const isWithin = (whole: Units, part: Units): boolean => {
  if (part.length > whole.length) return false;
  const back = fallbacks(part);
  let matched = 0;
  for (let index = 0; index < whole.length; index += 1) {
    const unit = whole.at(index);
    while (matched > 0 && unit !== part.at(matched)) matched = back[matched - 1] ?? 0;
    if (unit === part.at(matched)) matched += 1;
    if (matched === part.length) return true;
  }
  return false;
};

/** Whether a text is in another, in a time that grows with their lengths alone. */
export const textWithin = (whole: string, part: string): boolean =>
  part.length < SHORT ? whole.includes(part) : isWithin(ofText(whole), ofText(part));

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

export const bytesWithin = (whole: Uint8Array, part: Uint8Array): boolean =>
  part.length < SHORT
    ? asBuffer(whole).includes(asBuffer(part))
    : isWithin(ofBytes(whole), ofBytes(part));

/** Characters of a text, of which some are two units. */
export const charactersIn = (text: string): number => {
  let count = text.length;
  for (let index = 1; index < text.length; index += 1) {
    const isPair =
      (text.charCodeAt(index) & 0xfc00) === 0xdc00 &&
      (text.charCodeAt(index - 1) & 0xfc00) === 0xd800;
    if (isPair) count -= 1;
  }
  return count;
};
