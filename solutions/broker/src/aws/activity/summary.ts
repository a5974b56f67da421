import type { TrailEvent } from '../cloudtrail.ts';
import { matchesGlob } from '../statements.ts';

export interface UsedAction {
  readonly action: string;
  readonly count: number;
  /** RFC 3339. */
  readonly last: string;
}

export interface DeniedAction extends UsedAction {
  readonly errorCode: string;
}

const DENIALS =
  /^(Client\.)?(AccessDenied|UnauthorizedOperation|Unauthorized|Forbidden|ExpiredToken|NotAuthorized)/;

/** Whether an event is of a call that was refused for lack of rights, not for what it asked. */
export const isDenied = ({ errorCode }: Pick<TrailEvent, 'errorCode'>): boolean =>
  errorCode !== undefined && DENIALS.test(errorCode);

const tally = (
  events: readonly TrailEvent[],
  keyOf: (event: TrailEvent) => string,
): ReadonlyMap<
  string,
  { readonly event: TrailEvent; readonly count: number; readonly last: Date }
> => {
  const found = new Map<string, { event: TrailEvent; count: number; last: Date }>();
  for (const event of events) {
    const key = keyOf(event);
    const known = found.get(key);
    const last = known !== undefined && known.last > event.at ? known.last : event.at;
    found.set(key, { event, count: (known?.count ?? 0) + 1, last });
  }
  return found;
};

const byAction = (a: { readonly action: string }, b: { readonly action: string }): number =>
  a.action < b.action ? -1 : 1;

export const usedActions = (events: readonly TrailEvent[]): readonly UsedAction[] =>
  [
    ...tally(
      events.filter((event) => !isDenied(event)),
      ({ action }) => action,
    ).values(),
  ]
    .map(({ event, count, last }) => ({
      action: event.action,
      count,
      last: last.toISOString(),
    }))
    .toSorted(byAction);

export const deniedActions = (events: readonly TrailEvent[]): readonly DeniedAction[] =>
  [...tally(events.filter(isDenied), ({ action, errorCode }) => `${action} ${errorCode}`).values()]
    .map(({ event, count, last }) => ({
      action: event.action,
      count,
      last: last.toISOString(),
      errorCode: event.errorCode ?? '',
    }))
    .toSorted(byAction);

/** Patterns of allowed actions under which nothing was done. */
export const unusedActions = (
  allowed: readonly string[],
  used: readonly UsedAction[],
  most: number,
): readonly string[] =>
  [...new Set(allowed)]
    .filter((pattern) => !used.some(({ action }) => matchesGlob(pattern, action)))
    .toSorted()
    .slice(0, most);
