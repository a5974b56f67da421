import type { AccessRequest, Target } from '../../model/index.ts';
import { lookUp, type TrailEvent } from '../cloudtrail.ts';
import { PROBE_AGENT, PROBE_CALLS } from '../cuts/probe.ts';
import { allowedPatterns } from '../insight/allowed-patterns.ts';
import type { Insight } from '../insight/create-insight.ts';
import { type AwsParts, targetHop } from '../parts.ts';
import { sessionRows, type StoredSession } from '../sessions/repository.ts';
import {
  type DeniedAction,
  deniedActions,
  unusedActions,
  type UsedAction,
  usedActions,
} from './summary.ts';

export interface ActivityEvent {
  readonly eventId: string;
  /** RFC 3339. */
  readonly at: string;
  readonly action: string;
  readonly region: string;
  readonly errorCode?: string;
  readonly sourceIp?: string;
  readonly resources: string[];
  /** Id of the session that it was done in. */
  readonly session: string;
}

export interface RequestActivity {
  readonly used: UsedAction[];
  readonly denied: DeniedAction[];
  readonly unused: string[];
  readonly events: ActivityEvent[];
  readonly complete: boolean;
}

type Parts = Pick<AwsParts, 'store' | 'clock' | 'clients' | 'settings' | 'log'> & {
  readonly insight: Pick<Insight, 'readRole'>;
};

const MOST_SESSIONS = 50;
const MOST_EVENTS_OF_SESSION = 500;
const MOST_UNUSED = 200;
const MINUTE = 60_000;
// What CloudTrail's clock, ours and a session's last call may differ by.
const AFTER_MILLISECONDS = 15 * MINUTE;
const LONGEST_SESSION_MILLISECONDS = 3_600_000;

/**
 * Whether an event was done in this session and in no other: names of sessions are unique, but `ann` is a part of `ann.b` and `Admin`
 * of `AdminRead`, so everything is compared whole.
 */
export const isOf = (session: StoredSession, { identity }: TrailEvent): boolean => {
  const { roleSessionName, assumedRoleId, target } = session;
  if (identity.type !== 'AssumedRole') return false;
  const { principalId = '', issuerArn } = identity;
  if (issuerArn !== undefined && issuerArn !== target.roleArn) return false;
  if (assumedRoleId !== undefined) return principalId === assumedRoleId;
  const colon = principalId.indexOf(':');
  return issuerArn === target.roleArn && principalId.slice(colon + 1) === roleSessionName;
};

/**
 * A call that the broker made with the person's credentials, to see whether they are dead. Somebody who calls themselves the same hides calls
 * that do nothing.
 */
const isProbe = ({ action, userAgent }: TrailEvent): boolean =>
  userAgent.includes(PROBE_AGENT) && PROBE_CALLS.some(({ name }) => name === action);

interface Read {
  readonly session: StoredSession;
  readonly event: TrailEvent;
}

/**
 * By access key; and by the session's name where the key may be another one (a console session's is made at sign-in) or was never
 * known.
 */
const lookupsOf = ({ kind, accessKeyId, roleSessionName }: StoredSession) => [
  ...(accessKeyId === undefined ? [] : [{ attribute: 'AccessKeyId' as const, value: accessKeyId }]),
  ...(kind === 'console' || accessKeyId === undefined
    ? [{ attribute: 'Username' as const, value: roleSessionName }]
    : []),
];

const readSession = async (
  { clients, settings, clock }: Parts,
  session: StoredSession,
): Promise<{ readonly found: readonly Read[]; readonly complete: boolean }> => {
  const hop = targetHop(settings, session.target.account);
  const from = new Date(session.askedAt.getTime() - MINUTE);
  const end = session.askedAt.getTime() + LONGEST_SESSION_MILLISECONDS + AFTER_MILLISECONDS;
  const to = new Date(Math.max(from.getTime(), Math.min(end, clock.now().getTime() + MINUTE)));
  const found = new Map<string, Read>();
  let complete = true;
  for (const region of settings.regions)
    for (const lookup of lookupsOf(session)) {
      const cloudTrail = clients.cloudTrail({ hop, region });
      const page = await lookUp(cloudTrail, { ...lookup, from, to, most: MOST_EVENTS_OF_SESSION });
      complete &&= page.complete;
      const ours = page.events.filter((event) => isOf(session, event) && !isProbe(event));
      for (const event of ours) found.set(event.eventId, { session, event });
    }
  return { found: [...found.values()], complete };
};

const toView = ({ session, event }: Read): ActivityEvent => ({
  eventId: event.eventId,
  at: event.at.toISOString(),
  action: event.action,
  region: event.region,
  ...(event.errorCode === undefined ? {} : { errorCode: event.errorCode }),
  ...(event.sourceIp === undefined ? {} : { sourceIp: event.sourceIp }),
  resources: [...event.resources],
  session: session.id,
});

const allowedOf = async (
  parts: Parts,
  targets: readonly Target[],
  sessionPolicy: string | undefined,
) => {
  const patterns: string[] = [];
  for (const target of targets) {
    const role = await parts.insight.readRole(target).catch(() => undefined);
    if (role !== undefined) patterns.push(...allowedPatterns(role, sessionPolicy));
  }
  return patterns;
};

/** What was done with a request's sessions, as CloudTrail of the accounts has it. */
export const createActivity =
  (parts: Parts) =>
  async (request: AccessRequest): Promise<RequestActivity> => {
    const all = await parts.store.read((tx) => sessionRows.ofRequest(tx, request.id));
    const sessions = all.filter(({ state }) => state !== 'failed');
    const read: Read[] = [];
    let complete = sessions.length <= MOST_SESSIONS;
    for (const session of sessions.slice(0, MOST_SESSIONS)) {
      try {
        const page = await readSession(parts, session);
        complete &&= page.complete;
        read.push(...page.found);
      } catch (error) {
        complete = false;
        const { id } = session;
        const name = error instanceof Error ? error.name : typeof error;
        parts.log.warn('events of a session were not read', { session: id, error: name });
      }
    }
    const events = read.map(({ event }) => event);
    const used = usedActions(events);
    const allowed = await allowedOf(parts, request.targets, request.sessionPolicy);
    return {
      used: [...used],
      denied: [...deniedActions(events)],
      unused: [...unusedActions(allowed, used, MOST_UNUSED)],
      events: read.toSorted((a, b) => b.event.at.getTime() - a.event.at.getTime()).map(toView),
      complete,
    };
  };
