// String.fromCharCode takes its bytes as arguments, of which there is a limit.
const CHUNK = 32 * 1024;

export const toBase64 = (bytes: Uint8Array): string => {
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK)
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(binary);
};

export const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

/** The UTF-8 text of bytes in base64. */
export const textOf = (base64: string | undefined): string =>
  new TextDecoder().decode(bytesOf(base64 ?? ''));
