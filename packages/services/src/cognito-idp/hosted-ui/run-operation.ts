import { createHmac } from 'node:crypto';
import type { Call, OperationDefinition } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { AppClient } from '../model.ts';
import { clientSecrets } from '../repositories/clients.ts';
import type { SignInParts } from '../sign-in/sign-in-parts.ts';
import type { Visit } from './visit.ts';

const refuse = (what: string) => (): Promise<never> =>
  Promise.reject(new Error(`a page of a user pool does not ${what}`));

/** A call by the person at the browser: no credentials, so nothing that needs any. */
const personCall = (tx: Tx, parts: SignInParts, { pool, request, visitor }: Visit): Call => ({
  tx,
  principal: { kind: 'anonymous' },
  account: '',
  region: pool.region,
  partition: 'aws',
  requestId: parts.ids.uuid(),
  accessKeyId: undefined,
  sourceIp: visitor.sourceIp,
  userAgent: request.headers.get('user-agent') ?? '-',
  now: parts.clock.now(),
  via: undefined,
  transport: { host: undefined, authType: 'none', secure: false, tlsVersion: undefined },
  authorize: refuse('authorize'),
  decide: refuse('decide'),
  allowEverybody: () => {},
  touch: () => {},
  source: undefined,
  alsoRecordIn: () => {},
  identify: () => {},
  remark: () => {},
  invoke: refuse('invoke'),
});

const secretHash = async (
  tx: Tx,
  parts: SignInParts,
  client: AppClient,
  username: string,
): Promise<string | undefined> => {
  const [first] = client.hasSecret ? await clientSecrets.of(tx, parts.vault, client.id) : [];
  return first === undefined
    ? undefined
    : createHmac('sha256', first.secret).update(`${username}${client.id}`).digest('base64');
};

/**
 * One of the API's operations for people, as the pages offer it: the same limits, rules and errors. The pages speak for the
 * client, so its secret is proved for them.
 */
export const runOperation = async (
  parts: SignInParts,
  visit: Visit,
  client: AppClient,
  definition: OperationDefinition,
  input: Readonly<Record<string, unknown>> & { readonly Username: string },
): Promise<void> => {
  const run = async (tx: Tx): Promise<void> => {
    const proof = await secretHash(tx, parts, client, input.Username);
    const request = {
      ...input,
      ClientId: client.id,
      ...(proof === undefined ? {} : { SecretHash: proof }),
    };
    definition.validate(request, 'InvalidParameterException');
    await definition.run(request, personCall(tx, parts, visit));
  };
  await (definition.readOnly ? parts.store.read(run) : parts.store.write(run));
};
