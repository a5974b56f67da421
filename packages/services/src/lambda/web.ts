import { createHmac, timingSafeEqual } from 'node:crypto';
import type { LambdaDeps } from './deps.ts';
import type { StoredCode } from './model.ts';

/** Answers the links that GetFunction gives out: whoever has one may read that code for ten minutes. */
export interface LambdaWeb {
  /** Undefined for a request that is for somebody else. */
  fetch(request: Request): Promise<Response | undefined>;
}

const LINK_SECONDS = 600;
const PATH = /^\/_lambda\/code\/([0-9a-f]{64})$/;

type Deps = Pick<LambdaDeps, 'baseUrl' | 'blobs' | 'clock' | 'vault'>;

const proofOf = ({ vault }: Deps, blobId: string, expires: string): Buffer =>
  createHmac('sha256', vault.key('lambda-code-link')).update(`${blobId}\0${expires}`).digest();

/** A link to the code; none for a folder of this machine. */
export const codeLink = (deps: Deps, { code }: StoredCode, now: Date): string | undefined => {
  if (code.kind !== 'zip') return undefined;
  const expires = String(Math.floor(now.getTime() / 1000) + LINK_SECONDS);
  const proof = proofOf(deps, code.blobId, expires).toString('hex');
  return `${deps.baseUrl()}/_lambda/code/${code.blobId}?X-Amz-Expires=${expires}&X-Amz-Signature=${proof}`;
};

const isProof = (given: string, proof: Buffer): boolean => {
  const bytes = Buffer.from(given, 'hex');
  return bytes.length === proof.length && timingSafeEqual(bytes, proof);
};

export const createWeb = (deps: Deps): LambdaWeb => ({
  fetch: async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const blobId = PATH.exec(pathname)?.[1];
    if (blobId === undefined || request.method !== 'GET') return undefined;
    const expires = searchParams.get('X-Amz-Expires') ?? '';
    const isKnown = isProof(
      searchParams.get('X-Amz-Signature') ?? '',
      proofOf(deps, blobId, expires),
    );
    if (!isKnown || Number(expires) * 1000 < deps.clock.now().getTime())
      return new Response('Access Denied', { status: 403 });
    const parts: Uint8Array[] = [];
    for await (const part of deps.blobs.read(blobId)) parts.push(part);
    return new Response(Buffer.concat(parts), { headers: { 'content-type': 'application/zip' } });
  },
});
