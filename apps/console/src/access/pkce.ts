const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');

const BYTES = 32;

/** 256 random bits as text: a verifier (RFC 7636 §4.1), a state or a nonce. */
export const randomText = (): string => base64url(crypto.getRandomValues(new Uint8Array(BYTES)));

/** RFC 7636 §4.2, method S256. */
export const challengeOf = async (verifier: string): Promise<string> =>
  base64url(
    new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))),
  );

/** The claims of an ID token that came straight from the token endpoint; who signed it was settled by that. */
export const claimsOf = (token: string): Readonly<Record<string, unknown>> => {
  const payload = token.split('.')[1] ?? '';
  const text = atob(payload.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
  const parsed: unknown = JSON.parse(new TextDecoder().decode(bytes));
  return parsed !== null && typeof parsed === 'object' ? { ...parsed } : {};
};
