import { cancelWork, scheduleWork, type Store, type Tx, type WorkHandler } from '@gatehouse/store';
import { type AwsParts, organizationHop, targetHop } from '../parts.ts';
import { listOrganization, listTags } from './organization.ts';
import { catalogRows } from './repository.ts';
import { listBrokeredRoles } from './roles.ts';

export const CATALOG = 'broker-aws.catalog';
export const ACCOUNT = 'broker-aws.account';

const EVERY_MILLISECONDS = 300_000;
const AFTER_FAILURE_MILLISECONDS = 60_000;
const ACCOUNTS_PER_SECOND = 5;

type Parts = Pick<AwsParts, 'clock' | 'clients' | 'settings' | 'log'>;

/** What else is looked at when an account is read: its findings. */
export type AfterAccount = (store: Store, account: string) => Promise<void>;

const later = (now: Date, milliseconds: number): Date => new Date(now.getTime() + milliseconds);

const reasonOf = (error: unknown): string => (error instanceof Error ? error.name : 'Error');

export const scheduleCatalog = (tx: Tx, at: Date): Promise<void> =>
  scheduleWork(tx, { kind: CATALOG, key: 'organization', payload: '', dueAt: at });

const scheduleAccount = (tx: Tx, account: string, at: Date): Promise<void> =>
  scheduleWork(tx, { kind: ACCOUNT, key: account, payload: '', dueAt: at });

/** Accounts of the organization; new ones are read one after another, so that thousands do not come at once. */
const syncOrganization = async (
  store: Store,
  { clock, clients, settings }: Parts,
): Promise<void> => {
  const organizations = clients.organizations({ hop: organizationHop(settings) });
  const listed = await listOrganization(organizations);
  // An organization has its management account at least: none at all is a fault of the listing.
  if (listed.length === 0) throw new Error('the organization has no accounts');
  const rate = settings.accountsPerSecond ?? ACCOUNTS_PER_SECOND;
  const apart = 1000 / rate;
  await store.write(async (tx) => {
    const now = clock.now();
    const { added, removed } = await catalogRows.putAccounts(tx, listed, now);
    // Whatever became of an account's own work, no account is forgotten: as many as fit until the next look.
    const period = Math.max(EVERY_MILLISECONDS, listed.length * apart);
    const most = Math.floor((EVERY_MILLISECONDS / 1000) * rate);
    const stale = await catalogRows.stale(tx, later(now, -3 * period), most);
    for (const [index, account] of [...added, ...stale].entries())
      await scheduleAccount(tx, account, later(now, Math.floor(index * apart)));
    for (const account of removed) await cancelWork(tx, ACCOUNT, account);
  });
};

/** Reads one account now. @throws what AWS throws, after noting it */
export const readAccount = async (
  store: Store,
  { clock, clients, settings }: Parts,
  account: string,
): Promise<void> => {
  try {
    const tags = await listTags(clients.organizations({ hop: organizationHop(settings) }), account);
    const iam = clients.iam({ hop: targetHop(settings, account) });
    const before = await store.read((tx) => catalogRows.rolesOf(tx, account));
    const known = new Set(before.map(({ arn }) => arn));
    const roles = await listBrokeredRoles(iam, { account, settings, known });
    await store.write((tx) => catalogRows.putContent(tx, account, { tags, roles }, clock.now()));
  } catch (error) {
    await store.write((tx) => catalogRows.accountFailed(tx, account, reasonOf(error)));
    throw error;
  }
};

const accountPeriod = async (store: Store, { settings }: Parts): Promise<number> => {
  const count = await store.read(catalogRows.accountCount);
  const rate = settings.accountsPerSecond ?? ACCOUNTS_PER_SECOND;
  return Math.max(EVERY_MILLISECONDS, Math.ceil((count / rate) * 1000));
};

// Handlers plan their own next run, whatever came of this one: standing work must not end as dead work.
const catalogHandler =
  (parts: Parts): WorkHandler =>
  async (store) => {
    let pause = EVERY_MILLISECONDS;
    try {
      await syncOrganization(store, parts);
    } catch (error) {
      pause = AFTER_FAILURE_MILLISECONDS;
      parts.log.warn('the organization was not read', { error: reasonOf(error) });
      await store.write((tx) => catalogRows.syncFailed(tx, reasonOf(error)));
    }
    await store.write((tx) => scheduleCatalog(tx, later(parts.clock.now(), pause)));
  };

const accountHandler =
  (parts: Parts, after: AfterAccount): WorkHandler =>
  async (store, { key: account }) => {
    try {
      await readAccount(store, parts, account);
      await after(store, account);
    } catch (error) {
      parts.log.warn('an account was not read', { account, error: reasonOf(error) });
    }
    const period = await accountPeriod(store, parts);
    await store.write(async (tx) => {
      const known = await tx.get('SELECT id FROM broker_account WHERE id = ?', [account]);
      if (known !== undefined) await scheduleAccount(tx, account, later(parts.clock.now(), period));
    });
  };

export const catalogWork = (
  parts: Parts,
  after: AfterAccount,
): Readonly<Record<string, WorkHandler>> => ({
  [CATALOG]: catalogHandler(parts),
  [ACCOUNT]: accountHandler(parts, after),
});
