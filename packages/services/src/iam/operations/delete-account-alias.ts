import type { DeleteAccountAliasRequest } from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import { noSuchAlias } from '../errors.ts';
import { ACCOUNT_ALIAS, required } from '../names.ts';
import { accountAliases } from '../repositories/accounts.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccountAlias.html */
export const deleteAccountAlias = () =>
  writes<DeleteAccountAliasRequest, object>(
    { limits: { AccountAlias: ACCOUNT_ALIAS } },
    async (input, call) => {
      const alias = required('accountAlias', input.AccountAlias);
      await call.authorize('iam:DeleteAccountAlias', '*');
      if (!(await accountAliases.release(call.tx, call.account, alias))) throw noSuchAlias(alias);
      return {};
    },
  );
