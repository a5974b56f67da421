import type { Ids } from '@gatehouse/core';
import type { Vault } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { ClientSecret } from './model.ts';
import { clientSecrets } from './repositories/clients.ts';

const LENGTH = 52;

/** Keeps a client's further secret: the given one, or a random one. */
export const newClientSecret = async (
  tx: Tx,
  { ids, vault }: { readonly ids: Ids; readonly vault: Vault },
  clientId: string,
  given: string | undefined,
  now: Date,
): Promise<ClientSecret> => {
  const secret = given ?? ids.alphanumeric(LENGTH);
  // A client's secrets are told apart by their time: two of one millisecond are not.
  for (let at = now.getTime(); ; at += 1) {
    const made: ClientSecret = {
      id: `${clientId}--${at}`,
      clientId,
      secret,
      createdAt: now,
    };
    if (await clientSecrets.insert(tx, vault, made)) return made;
  }
};
