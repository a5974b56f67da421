import type { Tx } from '@gatehouse/store';
import type { AppClient } from '../model.ts';
import { clients, clientSecrets } from '../repositories/clients.ts';
import { provesClientSecret } from '../sign-in/client-proof.ts';
import type { SignInParts } from '../sign-in/sign-in-parts.ts';
import type { Parameters } from './parameters.ts';
import type { Visit } from './visit.ts';

interface Named {
  readonly id: string;
  readonly secret: string | undefined;
}

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    // A lone percent sign.
    return undefined;
  }
};

/** RFC 6749 §2.3.1: both parts are form-encoded before base64. */
const basic = (header: string): Named | undefined => {
  const [scheme = '', credentials = ''] = header.split(' ');
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) return undefined;
  const id = decoded(text.slice(0, colon));
  const secret = decoded(text.slice(colon + 1));
  return id === undefined || secret === undefined ? undefined : { id, secret };
};

const namedBy = ({ request }: Visit, form: Parameters): Named | undefined => {
  const header = request.headers.get('authorization');
  const id = form.get('client_id');
  const secret = form.get('client_secret');
  if (header === null) return id === undefined ? undefined : { id, secret };
  const named = basic(header);
  // One way at a time, and one client (RFC 6749 §2.3).
  if (named === undefined || secret !== undefined) return undefined;
  return id === undefined || id === named.id ? named : undefined;
};

/** The pool's client that sends a request to one of the token endpoints, once it has proved its secret. */
export const authenticatedClient = async (
  tx: Tx,
  { vault }: Pick<SignInParts, 'vault'>,
  visit: Visit,
  form: Parameters,
): Promise<AppClient | undefined> => {
  const named = namedBy(visit, form);
  const client = named === undefined ? undefined : await clients.find(tx, named.id);
  if (client?.poolId !== visit.pool.id) return undefined;
  const secrets = await clientSecrets.of(tx, vault, client.id);
  return provesClientSecret(client, secrets, named?.secret) ? client : undefined;
};
