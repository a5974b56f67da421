import type { AccountPort } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { userExists } from './errors.ts';
import { uniqueId } from './ids.ts';
import { issueAccessKey, type IssuedKey } from './issue-access-key.ts';
import type { AccessPart, IamDeps } from './parts.ts';
import { accounts } from './repositories/accounts.ts';
import { users } from './repositories/users.ts';

const ADMINISTRATOR_ACCESS = 'arn:aws:iam::aws:policy/AdministratorAccess';

interface Administrator {
  readonly account: string;
  readonly userName: string;
}

/** A user with AdministratorAccess and an access key, for the first start; nobody is asked for permission. */
export type SeedAdministrator = (tx: Tx, administrator: Administrator) => Promise<IssuedKey>;

type Deps = Pick<IamDeps, 'ids' | 'vault' | 'clock'> & { readonly access: AccessPart };

export const createSeedAdministrator =
  ({ ids, vault, clock, access }: Deps): SeedAdministrator =>
  async (tx, { account, userName }) => {
    const now = clock.now();
    await accounts.insert(tx, { id: account, email: undefined, createdAt: now });
    const id = uniqueId(ids, 'user');
    const added = await users.insert(tx, {
      account,
      name: userName,
      path: '/',
      id,
      createdAt: now,
      passwordLastUsed: undefined,
      boundaryArn: undefined,
    });
    if (!added) throw userExists(userName);
    await access.attach(tx, { kind: 'user', account, id }, ADMINISTRATOR_ACCESS);
    return issueAccessKey({ ids, vault }, tx, { account, ownerId: id, now });
  };

export const createAccountPort = ({
  clock,
  access,
}: Pick<IamDeps, 'clock'> & { readonly access: AccessPart }): AccountPort => ({
  prepare: async (tx, { id, email, accessRoleName, trustedAccount }) => {
    await accounts.insert(tx, { id, email, createdAt: clock.now() });
    await access.createAccessRole(tx, { account: id, name: accessRoleName, trustedAccount });
  },
});
