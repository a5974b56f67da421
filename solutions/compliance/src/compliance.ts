import { attempt, type Unread } from '@gatehouse/access';
import type { Clients, RoleHop } from '@gatehouse/clients';
import type { Clock, Log } from '@gatehouse/core';
import { scheduleWork, scheduleWorkOnce, type Tx, type WorkHandler } from '@gatehouse/store';
import { syncFindings } from './findings/sync.ts';
import type { Parameters } from './model.ts';
import { type Place, placeOf } from './reading/apis.ts';
import { scan } from './scan.ts';

export interface ComplianceSettings {
  readonly parameters: Parameters;
  /** Accounts whose secrets are judged; undefined: that of the credentials. */
  readonly accounts: readonly string[] | undefined;
  /** ARN of the role by which an account is reached; undefined: with our own credentials. */
  readonly roleArnOf: (account: string) => string | undefined;
  /** Of the account that may read the organization's policies, by its role; undefined: as each account itself. */
  readonly organizationAccount?: string | undefined;
  readonly regions?: readonly string[] | undefined;
  readonly intervalHours: number;
}

export interface ComplianceDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly clients: Clients;
  readonly settings: ComplianceSettings;
}

export interface Compliance {
  readonly work: ReadonlyMap<string, WorkHandler>;
  prepare(tx: Tx, now: Date): Promise<void>;
}

const RUN = 'compliance.run';
const KEY = 'all';
const SESSION_NAME = 'gatehouse-compliance';
const HOUR_MILLISECONDS = 3_600_000;
const FIRST_MILLISECONDS = 60_000;

const hopOf = (settings: ComplianceSettings, account: string): RoleHop | undefined => {
  const roleArn = settings.roleArnOf(account);
  return roleArn === undefined ? undefined : { roleArn, sessionName: SESSION_NAME };
};

const placesOf = async ({ clients, settings }: ComplianceDeps): Promise<readonly Place[]> => {
  const { accounts, organizationAccount } = settings;
  if (accounts === undefined) {
    const { Account = '' } = await clients.sts().getCallerIdentity({});
    return [placeOf(clients, Account)];
  }
  const organization =
    organizationAccount === undefined
      ? undefined
      : { via: { hop: hopOf(settings, organizationAccount) } };
  return accounts.map((account) =>
    placeOf(clients, account, { hop: hopOf(settings, account), organization }),
  );
};

/** One run: what there is, judged, and Security Hub told. */
const run = async (deps: ComplianceDeps): Promise<void> => {
  const { clients, settings, log, clock } = deps;
  const report = await scan(await placesOf(deps), {
    now: clock.now(),
    parameters: settings.parameters,
    regions: settings.regions,
  });
  const synced = await syncFindings(report, ({ account, region }) =>
    clients.securityHub({ region, hop: hopOf(settings, account) }),
  );
  const { failed, ...counts } = synced;
  log.info('secrets were judged', { secrets: report.secrets.length, ...counts });
  tellUnread(log, [...report.unread, ...failed]);
};

const SHOWN = 20;

const tellUnread = (log: Log, unread: readonly Unread[]): void => {
  for (const { what, because } of unread.slice(0, SHOWN))
    log.warn('secrets could not be judged in all respects', { what, because });
};

/** Judges the secrets of accounts again and again, and keeps their findings in Security Hub. */
export const createCompliance = (deps: ComplianceDeps): Compliance => {
  const { clock, settings } = deps;
  return {
    work: new Map<string, WorkHandler>([
      [
        RUN,
        async (store) => {
          const failures: Unread[] = [];
          await attempt('secrets', failures, () => run(deps));
          // What failed is tried at the next time, and is not given up after some.
          tellUnread(deps.log, failures);
          const dueAt = new Date(
            clock.now().getTime() + settings.intervalHours * HOUR_MILLISECONDS,
          );
          await store.write((tx) => scheduleWork(tx, { kind: RUN, key: KEY, payload: '', dueAt }));
        },
      ],
    ]),
    prepare: (tx, now) =>
      scheduleWorkOnce(tx, {
        kind: RUN,
        key: KEY,
        payload: '',
        dueAt: new Date(now.getTime() + FIRST_MILLISECONDS),
      }),
  };
};
