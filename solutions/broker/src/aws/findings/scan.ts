import type { Store, Tx } from '@gatehouse/store';
import { catalogRows } from '../catalog/repository.ts';
import { lookUp, type TrailEvent } from '../cloudtrail.ts';
import { cutRows } from '../cuts/repository.ts';
import { CANARY_NAME } from '../cuts/witness.ts';
import { type AwsParts, targetHop } from '../parts.ts';
import { sessionRows } from '../sessions/repository.ts';
import {
  grantTagOf,
  type Observation,
  orphanFinding,
  outlivingFinding,
  trustFindings,
} from './finding.ts';
import { findingRows } from './repository.ts';

type Parts = Pick<AwsParts, 'clock' | 'clients' | 'settings' | 'grants' | 'audit' | 'notifier'>;

const ASSUMPTIONS = ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'] as const;
// CloudTrail delivers most events within five minutes, and some within fifteen.
const DELIVERY_MILLISECONDS = 20 * 60_000;
const FIRST_MILLISECONDS = 3_600_000;
const MOST_EVENTS = 2000;

interface Scanned {
  readonly events: readonly TrailEvent[];
  readonly to: Date;
}

/** Who became a brokered role of the account since the last look, and a little before it. */
const readAssumptions = async (
  store: Store,
  { clients, settings, clock }: Parts,
  account: string,
  roles: ReadonlySet<string>,
): Promise<Scanned> => {
  const to = clock.now();
  if (roles.size === 0) return { events: [], to };
  const last = await store.read((tx) => findingRows.scannedTo(tx, account));
  const from = new Date(
    (last?.getTime() ?? to.getTime() - FIRST_MILLISECONDS) - DELIVERY_MILLISECONDS,
  );
  const hop = targetHop(settings, account);
  const events = new Map<string, TrailEvent>();
  for (const region of settings.regions)
    for (const value of ASSUMPTIONS) {
      const lookup = { attribute: 'EventName', value, from, to, most: MOST_EVENTS } as const;
      const page = await lookUp(clients.cloudTrail({ hop, region }), lookup);
      const ours = page.events.filter(
        ({ errorCode, request }) =>
          errorCode === undefined && roles.has(String(request['roleArn'])),
      );
      for (const event of ours) events.set(event.eventId, event);
    }
  return { events: [...events.values()], to };
};

/**
 * Whether the broker made this session for a grant: the tag names the grant, and the session's name is one that is on record for it.
 * A cross-account event does not say by which role it was asked for, so what it does say has to match.
 */
const isOurs = async (tx: Tx, { settings }: Parts, event: TrailEvent): Promise<boolean> => {
  const grant = grantTagOf(event);
  const name = event.request['roleSessionName'];
  if (event.eventName !== 'AssumeRole' || grant === undefined || typeof name !== 'string')
    return false;
  const { issuerArn } = event.identity;
  if (issuerArn !== undefined && issuerArn !== settings.brokerRoleArn) return false;
  if (name.startsWith(`${CANARY_NAME}-`)) return (await cutRows.get(tx, grant)) !== undefined;
  const session = await sessionRows.byName(tx, name);
  return session?.grantId === grant && session.target.roleArn === event.request['roleArn'];
};

const orphans = async (
  tx: Tx,
  parts: Parts,
  account: string,
  { events, to }: Scanned,
): Promise<readonly Observation[]> => {
  const found: Observation[] = [];
  for (const event of events) {
    if (await isOurs(tx, parts, event)) continue;
    const seen = orphanFinding(account, String(event.request['roleArn']), event);
    if (seen.goneAt === undefined || seen.goneAt > to) found.push(seen);
  }
  return found;
};

const outliving = async (
  tx: Tx,
  { grants }: Parts,
  account: string,
  now: Date,
): Promise<readonly Observation[]> => {
  const found: Observation[] = [];
  for (const session of await sessionRows.possiblyAlive(tx, account, now)) {
    const request = await grants.request(tx, session.requestId);
    const cut = await cutRows.get(tx, session.grantId);
    const seen = outlivingFinding(session, request?.state, cut, now);
    if (seen !== undefined) found.push(seen);
  }
  return found;
};

const leafOf = (
  type: 'finding.opened' | 'finding.resolved',
  at: Date,
  finding: Pick<Observation, 'id' | 'type' | 'severity' | 'title' | 'account' | 'resource'>,
) => {
  const { id, severity, title, account, resource } = finding;
  const data = { finding: id, type: finding.type, severity, title, account, resource };
  return { type, at, actor: 'system', data };
};

const open = async (
  tx: Tx,
  { audit, notifier }: Parts,
  seen: Observation,
  now: Date,
): Promise<void> => {
  if ((await findingRows.put(tx, seen, now)) === 'known') return;
  await audit.append(tx, [leafOf('finding.opened', now, seen)]);
  const { id: finding, type, severity, title, description, account, resource } = seen;
  const data = { finding, type, severity, title, description, account, resource };
  await notifier.tell(tx, [{ kind: 'finding', key: `finding:${finding}:${now.getTime()}`, data }]);
};

/** A finding is over when its end has come; one without an end when it is no longer seen. */
const resolveGone = async (
  tx: Tx,
  { audit }: Parts,
  account: string,
  seen: readonly Observation[],
  now: Date,
): Promise<void> => {
  const present = new Set(seen.map(({ id }) => id));
  for (const finding of await findingRows.activeOf(tx, account)) {
    if (present.has(finding.id)) continue;
    const lasts = finding.type === 'session-without-grant' && (finding.goneAt ?? 0) > now.getTime();
    if (lasts || !(await findingRows.resolve(tx, finding.id))) continue;
    await audit.append(tx, [leafOf('finding.resolved', now, finding)]);
  }
};

/** Looks an account over: who has become its brokered roles, whom these trust, and what should have ended. */
export const scanAccount =
  (parts: Parts) =>
  async (store: Store, account: string): Promise<void> => {
    const roles = await store.read((tx) => catalogRows.rolesOf(tx, account));
    const arns = new Set(roles.map(({ arn }) => arn));
    const scanned = await readAssumptions(store, parts, account, arns);
    await store.write(async (tx) => {
      const now = parts.clock.now();
      const seen = [
        ...trustFindings(roles),
        ...(await orphans(tx, parts, account, scanned)),
        ...(await outliving(tx, parts, account, now)),
      ];
      for (const observation of seen) await open(tx, parts, observation, now);
      await resolveGone(tx, parts, account, seen, now);
      await findingRows.noteScan(tx, account, scanned.to);
    });
  };
