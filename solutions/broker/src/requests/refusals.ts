import { type Actor, BrokerError, type PersonId, type RequestId } from '../model/index.ts';
import type { RequestsParts } from './parts.ts';

const MOST_PER_MINUTE = 60;
const MINUTE_MILLISECONDS = 60_000;
const MOST_PEOPLE = 10_000;
const LONGEST_USER_AGENT = 256;

interface Rate {
  readonly since: number;
  readonly count: number;
}

export interface Refused {
  readonly operation: string;
  readonly requestId?: RequestId | undefined;
}

/** Runs an operation; a BrokerError of it leaves a `refused` leaf before it goes on to the caller. */
export type Audited = <T>(actor: Actor, what: Refused, work: () => Promise<T>) => Promise<T>;

/** 60 leaves per person and minute on this node, then one that says that there were more. */
export const createAudited = (
  parts: Pick<RequestsParts, 'store' | 'clock' | 'audit' | 'log'>,
): Audited => {
  const rates = new Map<PersonId, Rate>();
  const count = (person: PersonId): { readonly now: number; readonly before: number } => {
    const at = parts.clock.now().getTime();
    const known = rates.get(person);
    // A clock that was set back begins a new minute too.
    const current =
      known !== undefined && at >= known.since && at < known.since + MINUTE_MILLISECONDS
        ? { since: known.since, count: known.count + 1 }
        : { since: at, count: 1 };
    rates.delete(person);
    rates.set(person, current);
    const [oldest] = rates.keys();
    if (rates.size > MOST_PEOPLE && oldest !== undefined) rates.delete(oldest);
    const before = current.count === 1 ? (known?.count ?? 0) - MOST_PER_MINUTE : 0;
    return { now: current.count, before: Math.max(0, before) };
  };
  const record = async (actor: Actor, what: Refused, error: BrokerError): Promise<void> => {
    const person = actor.membership.person.id;
    const { now, before } = count(person);
    if (now > MOST_PER_MINUTE + 1) return;
    const summary = now > MOST_PER_MINUTE;
    const leaf = {
      type: 'refused',
      at: parts.clock.now(),
      actor: person,
      requestId: what.requestId,
      data: {
        operation: what.operation,
        code: error.code,
        message: summary ? 'More refusals of this minute are not listed.' : error.message,
        summary: summary ? true : undefined,
        unlistedBefore: before > 0 ? before : undefined,
        sourceIp: actor.sourceIp,
        userAgent: actor.userAgent.slice(0, LONGEST_USER_AGENT),
      },
    };
    await parts.store.write((tx) => parts.audit.append(tx, [leaf]));
  };
  return async (actor, what, work) => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof BrokerError) await recordOrLog(error);
      throw error;
    }
    async function recordOrLog(refusal: BrokerError): Promise<void> {
      try {
        await record(actor, what, refusal);
      } catch (cause) {
        // The answer is "no" either way.
        parts.log.error('a refusal was not written to the audit log', { cause: String(cause) });
      }
    }
  };
};
