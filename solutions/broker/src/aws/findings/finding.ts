import { createHash } from 'node:crypto';
import type { GrantId, RequestState } from '../../model/index.ts';
import type { FoundRole } from '../catalog/roles.ts';
import { record, type TrailEvent } from '../cloudtrail.ts';
import type { StoredCut } from '../cuts/repository.ts';
import { GRANT_TAG } from '../parts.ts';
import type { StoredSession } from '../sessions/repository.ts';

export type FindingType =
  /** Somebody got a session of a brokered role that no grant stands behind. */
  | 'session-without-grant'
  /** A brokered role may be assumed by others than the broker. */
  | 'trust-admits-others'
  /** A brokered role may be assumed by the broker without a grant's tag. */
  | 'trust-without-tag'
  /** The grant is over, and a session of it may still work. */
  | 'session-outlives-grant';

/** Something that should not be, as of now. */
export interface Observation {
  /** The same for the same thing each time it is seen. */
  readonly id: string;
  readonly type: FindingType;
  readonly severity: 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';
  readonly title: string;
  readonly description: string;
  readonly account: string;
  readonly resource: string;
  /** When it is over by itself; undefined for what lasts until it is no longer seen. */
  readonly goneAt?: Date | undefined;
}

const stableId = (type: FindingType, ...parts: readonly string[]): string =>
  `f-${createHash('sha256')
    .update([type, ...parts].join('\n'))
    .digest('hex')
    .slice(0, 24)}`;

export const trustFindings = (roles: readonly FoundRole[]): readonly Observation[] =>
  roles.flatMap(({ account, arn, strangers, needsTag, admits }) => {
    const found: Observation[] = [];
    if (strangers.length > 0)
      found.push({
        id: stableId('trust-admits-others', arn),
        type: 'trust-admits-others',
        severity: 'HIGH',
        title: 'A brokered role trusts others than the broker',
        description: `The trust policy of ${arn} admits ${strangers.slice(0, 10).join(', ')}${admits ? '' : ', and the broker no more'}.`,
        account,
        resource: arn,
      });
    if (admits && !needsTag)
      found.push({
        id: stableId('trust-without-tag', arn),
        type: 'trust-without-tag',
        severity: 'MEDIUM',
        title: 'A brokered role can be assumed without the tag of a grant',
        description: `The trust policy of ${arn} has no condition on aws:RequestTag/${GRANT_TAG}.`,
        account,
        resource: arn,
      });
    return found;
  });

/** The value of the grant's tag in the request of an AssumeRole event. */
export const grantTagOf = ({ request }: Pick<TrailEvent, 'request'>): GrantId | undefined => {
  const tags: readonly unknown[] = Array.isArray(request['tags']) ? request['tags'] : [];
  for (const tag of tags.map(record)) {
    const key = tag['key'] ?? tag['Key'];
    const value = tag['value'] ?? tag['Value'];
    if (key === GRANT_TAG && typeof value === 'string') return value;
  }
  return undefined;
};

const LONGEST_MILLISECONDS = 12 * 3_600_000;

const expiryOf = ({ response, at }: TrailEvent): Date => {
  const expiration = record(response['credentials'])['expiration'];
  const time = typeof expiration === 'string' ? new Date(expiration) : undefined;
  return time === undefined || Number.isNaN(time.getTime())
    ? new Date(at.getTime() + LONGEST_MILLISECONDS)
    : time;
};

export const orphanFinding = (account: string, roleArn: string, event: TrailEvent): Observation => {
  const { identity, eventName, eventId, at } = event;
  const who = identity.arn ?? identity.principalId ?? 'somebody';
  return {
    id: stableId('session-without-grant', account, eventId),
    type: 'session-without-grant',
    severity: 'CRITICAL',
    title: 'A session of a brokered role without a grant',
    description: `${eventName} by ${who} at ${at.toISOString()} gave a session of ${roleArn} that no grant stands behind (event ${eventId}).`,
    account,
    resource: roleArn,
    goneAt: expiryOf(event),
  };
};

const GRACE_MILLISECONDS = 60_000;
const OVER: ReadonlySet<RequestState> = new Set([
  'ended',
  'revoked',
  'rejected',
  'cancelled',
  'expired',
]);

/** A session whose grant has ended early, while its cut has not been proved within a minute. */
export const outlivingFinding = (
  session: StoredSession,
  state: RequestState | undefined,
  cut: StoredCut | undefined,
  now: Date,
): Observation | undefined => {
  if (state !== undefined && !OVER.has(state)) return undefined;
  if (cut?.state === 'probed') return undefined;
  const decided = cut?.decidedAt.getTime();
  if (decided !== undefined && now.getTime() - decided < GRACE_MILLISECONDS) return undefined;
  const { account, roleArn } = session.target;
  const how = cut === undefined ? 'it was not cut' : `its cut is ${cut.state}`;
  return {
    id: stableId('session-outlives-grant', session.id),
    type: 'session-outlives-grant',
    severity: 'HIGH',
    title: 'A session may work although its access is over',
    description: `Session ${session.roleSessionName} of ${roleArn} may work until ${session.endsAt.toISOString()}: its access is over, and ${how}.`,
    account,
    resource: roleArn,
    goneAt: session.endsAt,
  };
};
