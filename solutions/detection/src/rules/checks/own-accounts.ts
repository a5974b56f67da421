import type { TrailEvent } from '../../model.ts';

const MOST = 10_000;
const ACCOUNT = /(?:^|:)(\d{12})(?::|$)/;

/** Accounts whose records were seen or that parameters name: who is none of them is a stranger. */
export interface OwnAccounts {
  see(event: TrailEvent): void;
  isOwn(account: string): boolean;
  state(): readonly string[];
  restore(accounts: readonly string[]): void;
}

export const createOwnAccounts = (named: readonly string[]): OwnAccounts => {
  const own = new Set(named);
  let last = '';
  return {
    see: ({ account }) => {
      if (account === last) return;
      last = account;
      if (account !== '' && own.size < MOST) own.add(account);
    },
    isOwn: (account) => own.has(account),
    state: () => [...own],
    restore: (accounts) => {
      for (const account of accounts) if (own.size < MOST) own.add(account);
    },
  };
};

/** The account of an ARN or of a bare id. */
export const accountOf = (principal: string): string | undefined => ACCOUNT.exec(principal)?.[1];
