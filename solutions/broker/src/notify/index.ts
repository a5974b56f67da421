import type { Clock, Log } from '@gatehouse/core';
import {
  scheduleWork,
  scheduleWorkOnce,
  type Store,
  type Tx,
  type Work,
  type WorkHandler,
} from '@gatehouse/store';
import type { Directory, Grants, Notice, Notifier, Person } from '../model/index.ts';
import { type ChannelParts, deliver, sharedChannels } from './channels.ts';
import { byPerson, DAY_MILLISECONDS, digestMessage } from './digest.ts';
import { type Message, messageOf } from './message.ts';
import { recipientsOf } from './recipients.ts';
import {
  type ChannelName,
  type Delivery,
  deliveryKey,
  findDelivery,
  findNotice,
  insertDelivery,
  insertNotice,
  markDelivered,
  noticesBetween,
  type StoredNotice,
} from './repository.ts';

export type { Topic } from './channels.ts';
export { notifyMigrations } from './migrations.ts';
export type { NotifySettings } from './settings.ts';

export interface NotifyParts extends ChannelParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly directory: Directory;
  readonly grants: Pick<Grants, 'request'>;
  /** Groups of the access policy in force. */
  readonly groups: () => Promise<{
    readonly auditors: readonly string[];
    readonly policyAdministrators: readonly string[];
  }>;
}

const FAN_OUT = 'broker-notify.fan-out';
const DELIVER = 'broker-notify.deliver';
const DIGEST = 'broker-notify.digest';

/** Written with what happened, sent after it: a notice survives a crash and is sent at least once. */
export interface Notifications {
  readonly notifier: Notifier;
  readonly work: Readonly<Record<string, WorkHandler>>;
  prepare(tx: Tx, now: Date): Promise<void>;
}

export const createNotifications = (parts: NotifyParts): Notifications => ({
  notifier: {
    tell: async (tx, notices) => {
      const at = parts.clock.now();
      for (const notice of notices) {
        if (!(await insertNotice(tx, notice, at))) continue;
        await scheduleWork(tx, { kind: FAN_OUT, key: notice.key, payload: notice.key, dueAt: at });
      }
    },
  },
  work: { [FAN_OUT]: fanOut(parts), [DELIVER]: deliverOne(parts), [DIGEST]: digest(parts) },
  prepare: (tx, now) =>
    scheduleWorkOnce(tx, digestWork(new Date(now.getTime() + DAY_MILLISECONDS))),
});

// The work runner gives up after some twenty minutes; mail servers and directories are away for longer than that.
const GIVEN_UP_MILLISECONDS = 3 * DAY_MILLISECONDS;
const LONGEST_PAUSE_MILLISECONDS = 30 * 60_000;
const SHORTEST_PAUSE_MILLISECONDS = 1000;

/** Tries again after as long as the notice is old. Throws what happened where that has gone on for three days. */
const tryAgain = async (
  { clock, log }: NotifyParts,
  store: Store,
  { kind, key, payload }: Pick<Work, 'kind' | 'key' | 'payload'>,
  { createdAt }: StoredNotice,
  error: unknown,
): Promise<void> => {
  const now = clock.now().getTime();
  const age = Math.max(SHORTEST_PAUSE_MILLISECONDS, now - createdAt.getTime());
  if (age >= GIVEN_UP_MILLISECONDS) throw error;
  log.warn('a notice could not be sent and will be tried again', { kind, cause: String(error) });
  const dueAt = new Date(now + Math.min(age, LONGEST_PAUSE_MILLISECONDS));
  await store.write((tx) => scheduleWork(tx, { kind, key, payload, dueAt }));
};

const requestOf = (parts: NotifyParts, { requestId }: Notice) =>
  requestId === undefined
    ? undefined
    : parts.store.read((tx) => parts.grants.request(tx, requestId));

const peopleOf = async (parts: NotifyParts, notice: Notice): Promise<readonly Person[]> =>
  recipientsOf(notice, await requestOf(parts, notice), parts.directory, await parts.groups());

const planDelivery = async (
  tx: Tx,
  noticeKey: string,
  channel: ChannelName,
  address: string,
  at: Date,
): Promise<void> => {
  const key = deliveryKey(noticeKey, channel, address);
  if (!(await insertDelivery(tx, { key, noticeKey, channel, address }, at))) return;
  await scheduleWork(tx, { kind: DELIVER, key, payload: key, dueAt: at });
};

/** Finds out who is concerned (outside of a transaction: the directory is asked) and plans a delivery for each. */
const fanOut =
  (parts: NotifyParts): WorkHandler =>
  async (store, work) => {
    const notice = await store.read((tx) => findNotice(tx, work.payload));
    if (notice === undefined) return;
    try {
      await planDeliveries(parts, store, notice);
    } catch (error) {
      await tryAgain(parts, store, work, notice, error);
    }
  };

const planDeliveries = async (
  parts: NotifyParts,
  store: Store,
  notice: StoredNotice,
): Promise<void> => {
  const people = await peopleOf(parts, notice);
  const mailboxes = new Set(people.flatMap(({ email }) => (email === undefined ? [] : [email])));
  if (mailboxes.size === 0)
    parts.log.warn('a notice concerns nobody with a mailbox', { kind: notice.kind });
  await store.write(async (tx) => {
    const at = parts.clock.now();
    for (const mailbox of mailboxes) await planDelivery(tx, notice.key, 'mail', mailbox, at);
    for (const channel of sharedChannels(parts.settings))
      await planDelivery(tx, notice.key, channel, channel, at);
  });
};

const deliverOne =
  (parts: NotifyParts): WorkHandler =>
  async (store, work) => {
    const delivery = await store.read((tx) => findDelivery(tx, work.payload));
    if (delivery === undefined || delivery.deliveredAt !== undefined) return;
    const notice = await store.read((tx) => findNotice(tx, delivery.noticeKey));
    if (notice === undefined) return;
    try {
      await deliver(parts, delivery, await written(parts, notice, delivery), notice.requestId);
    } catch (error) {
      await tryAgain(parts, store, work, notice, error);
      return;
    }
    await store.write((tx) => markDelivered(tx, delivery.key, parts.clock.now()));
  };

const written = async (
  parts: NotifyParts,
  notice: StoredNotice,
  { address }: Delivery,
): Promise<Message> =>
  notice.kind === 'break-glass-used' && isDigest(notice)
    ? digestOf(parts, notice, address)
    : messageOf(notice, await requestOf(parts, notice), parts.settings.consoleUrl());

const isDigest = ({ data }: StoredNotice): boolean => data['digest'] === true;

const digestWork = (dueAt: Date): Work => ({
  kind: DIGEST,
  key: 'daily',
  payload: dueAt.toISOString(),
  dueAt,
});

const skipped = async (parts: NotifyParts, until: Date) => {
  const from = new Date(until.getTime() - DAY_MILLISECONDS);
  const notices = await parts.store.read((tx) =>
    noticesBetween(tx, 'break-glass-used', from, until),
  );
  const uses = notices.filter((notice) => !isDigest(notice));
  return byPerson(
    await Promise.all(
      uses.map(async (notice) => ({ notice, people: await peopleOf(parts, notice) })),
    ),
  );
};

const digestOf = async (parts: NotifyParts, notice: StoredNotice, mailbox: string) => {
  const until = new Date(String(notice.data['until']));
  const share = (await skipped(parts, until)).get(mailbox) ?? [];
  const consoleUrl = parts.settings.consoleUrl();
  const messages = await Promise.all(
    share.map(async (one) => messageOf(one, await requestOf(parts, one), consoleUrl)),
  );
  return digestMessage(messages, consoleUrl);
};

/** Once a day: everybody who was passed over by a use of break-glass gets them all in one message. */
const digest =
  (parts: NotifyParts): WorkHandler =>
  async (store, work) => {
    const until = new Date(work.payload);
    const shares = await skipped(parts, until);
    await store.write(async (tx) => {
      const at = parts.clock.now();
      const notice: Notice = {
        kind: 'break-glass-used',
        key: `digest:${until.toISOString()}`,
        data: { digest: true, until: until.toISOString() },
      };
      if (shares.size > 0) await insertNotice(tx, notice, at);
      for (const mailbox of shares.keys()) await planDelivery(tx, notice.key, 'mail', mailbox, at);
      const next = Math.max(until.getTime() + DAY_MILLISECONDS, at.getTime());
      await scheduleWork(tx, digestWork(new Date(next)));
    });
  };
