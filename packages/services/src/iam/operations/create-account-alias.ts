import type { CreateAccountAliasRequest } from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import { aliasTaken } from '../errors.ts';
import { ACCOUNT_ALIAS, required, requireAlias } from '../names.ts';
import { accountAliases } from '../repositories/accounts.ts';

/**
 * An account has one alias: a new one replaces it.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccountAlias.html
 */
export const createAccountAlias = () =>
  writes<CreateAccountAliasRequest, object>(
    { limits: { AccountAlias: ACCOUNT_ALIAS } },
    async (input, call) => {
      const alias = required('accountAlias', input.AccountAlias);
      requireAlias(alias);
      await call.authorize('iam:CreateAccountAlias', '*');
      if (!(await accountAliases.claim(call.tx, call.account, alias))) throw aliasTaken(alias);
      return {};
    },
  );
