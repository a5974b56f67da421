import { objectOf, textOf } from '../events/json.ts';
import type { ChainLink } from '../live/api/index.ts';
import type { TrailEvent } from '../model.ts';
import { isoOf } from '../report/report.ts';

/** A call that gave somebody temporary credentials, or did not. */
export interface Assumption {
  readonly at: number;
  readonly eventId: string;
  readonly from: string;
  readonly fromAccessKeyId: string | undefined;
  readonly role: string;
  readonly sessionName: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly errorCode: string | undefined;
}

/** STS calls that answer with credentials. */
export const ASSUMING = [
  'AssumeRole',
  'AssumeRoleWithSAML',
  'AssumeRoleWithWebIdentity',
  'AssumeRoot',
  'GetFederationToken',
  'GetSessionToken',
] as const;

export const isAssuming = ({ source, name }: TrailEvent): boolean =>
  source === 'sts.amazonaws.com' && ASSUMING.some((one) => one === name);

export const assumptionOf = (event: TrailEvent): Assumption => {
  const { record, actor } = event;
  const asked = objectOf(record['requestParameters']);
  const answered = objectOf(record['responseElements']);
  const user = objectOf(answered?.['assumedRoleUser']) ?? objectOf(answered?.['federatedUser']);
  return {
    at: event.at,
    eventId: event.id,
    from: actor.key,
    fromAccessKeyId: actor.accessKeyId,
    role: textOf(asked?.['roleArn']) ?? textOf(user?.['arn']) ?? actor.key,
    sessionName: textOf(asked?.['roleSessionName']) ?? textOf(asked?.['name']),
    accessKeyId: textOf(objectOf(answered?.['credentials'])?.['accessKeyId']),
    errorCode: event.errorCode,
  };
};

const MOST_LINKS = 100;

/** Follows credentials from where the subject's came, and to what it became with them. */
export const linksOf = (
  assumptions: readonly Assumption[],
  own: { readonly keys: ReadonlySet<string>; readonly eventIds: ReadonlySet<string> },
): readonly (Omit<ChainLink, 'calls'> & { readonly atMs: number })[] => {
  const found = new Map<string, 'to-subject' | 'from-subject'>();
  const reach = (
    start: ReadonlySet<string>,
    direction: 'to-subject' | 'from-subject',
    leads: (link: Assumption, keys: ReadonlySet<string>) => boolean,
    next: (link: Assumption) => string | undefined,
  ): void => {
    const keys = new Set(start);
    for (let grew = true; grew && found.size < MOST_LINKS;) {
      grew = false;
      for (const link of assumptions) {
        if (found.has(link.eventId) || found.size >= MOST_LINKS || !leads(link, keys)) continue;
        found.set(link.eventId, direction);
        const key = next(link);
        if (key !== undefined && !keys.has(key)) {
          keys.add(key);
          grew = true;
        }
      }
    }
  };
  reach(
    own.keys,
    'to-subject',
    ({ accessKeyId }, keys) => accessKeyId !== undefined && keys.has(accessKeyId),
    ({ fromAccessKeyId }) => fromAccessKeyId,
  );
  reach(
    own.keys,
    'from-subject',
    ({ fromAccessKeyId, eventId }, keys) =>
      own.eventIds.has(eventId) || (fromAccessKeyId !== undefined && keys.has(fromAccessKeyId)),
    ({ accessKeyId }) => accessKeyId,
  );
  return assumptions
    .flatMap(({ at, ...link }) => {
      const direction = found.get(link.eventId);
      return direction === undefined ? [] : [{ ...link, at: isoOf(at), atMs: at, direction }];
    })
    .toSorted((one, other) => one.atMs - other.atMs);
};
