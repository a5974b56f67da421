/** Names and values of a query or a form; no name twice (RFC 6749 §3.1). */
export type Parameters = ReadonlyMap<string, string>;

const MAX_TEXT = 16_384;
const MAX_PARAMETERS = 64;
const MAX_BODY = 64 * 1024;

/** The parameters of `a=1&b=2`; undefined when one is there twice, or for what is too much. */
export const parseParameters = (text: string): Parameters | undefined => {
  const parameters = new Map<string, string>();
  if (text.length > MAX_BODY) return undefined;
  for (const [name, value] of new URLSearchParams(text)) {
    if (parameters.has(name) || parameters.size >= MAX_PARAMETERS) return undefined;
    if (value.length > MAX_TEXT || value.includes('\0')) return undefined;
    // RFC 6749 §3.1: a parameter without a value is as good as none.
    if (value !== '') parameters.set(name, value);
  }
  return parameters;
};

/** The parameters of a form that was sent; undefined for any other body, and above 64 KiB. */
export const readForm = async (request: Request): Promise<Parameters | undefined> => {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded' || request.body === null) return undefined;
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY) return undefined;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.length;
    if (size > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  return parseParameters(Buffer.concat(chunks).toString('utf8'));
};
