const SHORT_FORM = 0x80;
const MOST_LENGTH_BYTES = 4;

/** Whether the bytes are one DER value to their end (X.690 §8.1.3, §10.1): OpenSSL ignores what follows a value. */
export const isOneDerValue = (bytes: Uint8Array): boolean => {
  const [, first = SHORT_FORM] = bytes;
  if (first < SHORT_FORM) return bytes.length === 2 + first;
  const count = first - SHORT_FORM;
  if (count === 0 || count > MOST_LENGTH_BYTES || bytes.length < 2 + count) return false;
  let length = 0;
  for (const byte of bytes.subarray(2, 2 + count)) length = length * 256 + byte;
  return bytes.length === 2 + count + length;
};
