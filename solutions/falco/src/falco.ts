import type { Clients } from '@gatehouse/clients';
import type { Clock, Log, Timers } from '@gatehouse/core';
import { cancelWork, scheduleWork, type Store, type Tx, type WorkHandler } from '@gatehouse/store';
import type { Refused } from './alerts/read-alerts.ts';
import { readAnything } from './alerts/read-subscription.ts';
import type { Place } from './findings/to-finding.ts';
import { createSender, type Sender, type SenderSettings } from './sender.ts';
import { type AlertSource, placeFor, sourceOf } from './sources.ts';
import {
  forgetSightings,
  isFull,
  placeKey,
  placeOfKey,
  spoolAlerts,
  spoolState,
  type SpoolState,
  waitsAt,
} from './spool/spool.ts';

export interface FalcoSettings extends SenderSettings {
  readonly sources: readonly AlertSource[];
  /** Findings that may wait on disk before senders are told to come again. Default 1,000,000. */
  readonly mostWaiting?: number | undefined;
}

export interface FalcoDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly clients: Clients;
  readonly settings: FalcoSettings;
}

export interface Delivery {
  readonly authorization: string | undefined;
  /** The body; the caller has limited its size. */
  readonly text: string;
}

/** An HTTP answer. */
export interface Receipt {
  readonly status: 200 | 400 | 401 | 503;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: {
    readonly accepted?: number;
    readonly refused?: readonly Refused[];
    readonly error?: string;
  };
}

export interface Falco {
  readonly work: ReadonlyMap<string, WorkHandler>;
  prepare(tx: Tx, now: Date): Promise<void>;
  /** What is answered to who has no good secret, before anything of a body is read; undefined: the secret is good. */
  refusal(authorization: string | undefined): Receipt | undefined;
  /** Takes a delivery: what is accepted is on disk when this resolves. */
  receive(delivery: Delivery): Promise<Receipt>;
  state(): Promise<SpoolState>;
  /** Resolves when what is being sent has been sent. */
  stop(): Promise<void>;
}

const SEND = 'falco.send';
const FORGET = 'falco.forget';
const SAFETY_MILLISECONDS = 15_000;
const RETRY_SECONDS = '30';
const DAY_MILLISECONDS = 24 * 3600 * 1000;
const RETENTION_MILLISECONDS = 90 * DAY_MILLISECONDS;
const MOST_WAITING = 1_000_000;
const SHOWN_REFUSALS = 20;

const answer = (
  status: Receipt['status'],
  body: Receipt['body'],
  headers: Receipt['headers'] = {},
): Receipt => ({ status, headers, body });

interface Parts extends FalcoDeps {
  readonly sender: Sender;
  readonly sending: Set<Promise<void>>;
}

/** Sends what waits; the work that was to send it is called off only if nothing waits any more. */
const sendAt = async ({ sender, store }: Parts, place: Place): Promise<void> => {
  await sender.send(place);
  const key = placeKey(place);
  await store.write(async (tx) => {
    if (!(await waitsAt(tx, key))) await cancelWork(tx, SEND, key);
  });
};

const sendSoon = (parts: Parts, place: Place): void => {
  const { sending, log } = parts;
  const run = sendAt(parts, place)
    .catch((error: unknown) => {
      // It is in the work list, which tries again.
      log.warn('alerts of Falco could not be imported yet', { cause: String(error) });
    })
    .finally(() => sending.delete(run));
  sending.add(run);
};

const take = async (parts: Parts, source: AlertSource, text: string): Promise<Receipt> => {
  const { store, clock } = parts;
  const now = clock.now();
  const { alerts, refused } = readAnything(text, {}, now);
  const shown = refused.slice(0, SHOWN_REFUSALS);
  if (alerts.length === 0 && refused.length > 0)
    return answer(400, { accepted: 0, refused: shown });
  const placed = alerts.map((alert) => ({ alert, place: placeFor(source, alert) }));
  const dueAt = new Date(now.getTime() + SAFETY_MILLISECONDS);
  const places = await store.write(async (tx) => {
    const touched = await spoolAlerts(tx, placed, now);
    for (const place of touched)
      await scheduleWork(tx, { kind: SEND, key: placeKey(place), payload: '', dueAt });
    return touched;
  });
  for (const place of places) sendSoon(parts, place);
  return answer(200, { accepted: alerts.length, refused: shown });
};

const UNKNOWN = answer(
  401,
  { error: 'no source of alerts has this secret' },
  { 'www-authenticate': 'Basic realm="falco"' },
);

const receive = async (parts: Parts, { authorization, text }: Delivery): Promise<Receipt> => {
  const { settings, store } = parts;
  const source = sourceOf(settings.sources, authorization);
  if (source === undefined) return UNKNOWN;
  if (await isFull(store, settings.mostWaiting ?? MOST_WAITING))
    return answer(
      503,
      { error: 'too many alerts wait for Security Hub' },
      { 'retry-after': RETRY_SECONDS },
    );
  return take(parts, source, text);
};

const forget = async ({ store, clock }: Parts): Promise<void> => {
  const now = clock.now();
  await forgetSightings(store, new Date(now.getTime() - RETENTION_MILLISECONDS));
  const dueAt = new Date(now.getTime() + DAY_MILLISECONDS);
  await store.write((tx) => scheduleWork(tx, { kind: FORGET, key: 'all', payload: '', dueAt }));
};

/** Takes Falco's alerts over HTTP and makes them findings of Security Hub. */
export const createFalco = (deps: FalcoDeps): Falco => {
  const parts: Parts = { ...deps, sender: createSender(deps), sending: new Set() };
  return {
    work: new Map<string, WorkHandler>([
      [SEND, (_store, { key }) => parts.sender.send(placeOfKey(key))],
      [FORGET, () => forget(parts)],
    ]),
    prepare: (tx, now) => scheduleWork(tx, { kind: FORGET, key: 'all', payload: '', dueAt: now }),
    refusal: (authorization) =>
      sourceOf(deps.settings.sources, authorization) === undefined ? UNKNOWN : undefined,
    receive: (delivery) => receive(parts, delivery),
    state: () => spoolState(deps.store),
    stop: async () => {
      await Promise.all(parts.sending);
    },
  };
};
