import type { Clock } from '@gatehouse/core';
import {
  type Actor,
  BrokerError,
  type BrokerErrorCode,
  type PersonId,
  type RequestId,
} from '../model/index.ts';
import type { RequestsParts } from './parts.ts';

const MOST_PER_MINUTE = 60;
/** Beyond these, the first refusal of each kind is listed: a flood must not cover what happens in it. */
const MOST_KINDS = 200;
const MINUTE_MILLISECONDS = 60_000;
const MOST_PEOPLE = 10_000;
const LONGEST_USER_AGENT = 256;

interface Rate {
  readonly since: number;
  /** Those that have been listed. */
  readonly kinds: Set<string>;
  listed: number;
  unlisted: number;
}

interface Counted {
  /** `summary`: the first that is not listed. */
  readonly as: 'listed' | 'summary' | 'nothing';
  /** How many were not listed in the minute before. */
  readonly before: number;
}

export interface Refused {
  readonly operation: string;
  readonly requestId?: RequestId | undefined;
}

/** Runs an operation; a BrokerError of it leaves a `refused` leaf before it goes on to the caller. */
export type Audited = <T>(actor: Actor, what: Refused, work: () => Promise<T>) => Promise<T>;

// What does not exist, and what is wrong with an input, can be invented without end.
const INVENTED: ReadonlySet<BrokerErrorCode> = new Set(['not-found', 'invalid']);

const kindOf = ({ operation, requestId }: Refused, { code, message }: BrokerError): string =>
  JSON.stringify(INVENTED.has(code) ? [operation, code] : [operation, code, requestId, message]);

/** Counts refusals by person and minute on this node. */
const createRates = (clock: Clock): ((person: PersonId, kind: string) => Counted) => {
  const rates = new Map<PersonId, Rate>();
  const current = (known: Rate | undefined): Rate => {
    const at = clock.now().getTime();
    // A clock that was set back begins a new minute too.
    return known !== undefined && at >= known.since && at < known.since + MINUTE_MILLISECONDS
      ? known
      : { since: at, kinds: new Set(), listed: 0, unlisted: 0 };
  };
  return (person, kind) => {
    const known = rates.get(person);
    const rate = current(known);
    rates.delete(person);
    rates.set(person, rate);
    const [oldest] = rates.keys();
    if (rates.size > MOST_PEOPLE && oldest !== undefined) rates.delete(oldest);
    const before = rate === known ? 0 : (known?.unlisted ?? 0);
    const isFirst = rate.kinds.size < MOST_KINDS && !rate.kinds.has(kind);
    if (isFirst) rate.kinds.add(kind);
    if (isFirst || rate.listed < MOST_PER_MINUTE) {
      rate.listed += 1;
      return { as: 'listed', before };
    }
    rate.unlisted += 1;
    return { as: rate.unlisted === 1 ? 'summary' : 'nothing', before };
  };
};

/**
 * 60 leaves per person and minute on this node, then one that says that there were more, and the first of each kind. A
 * refusal that is on record passes through outer operations without another leaf.
 */
export const createAudited = (
  parts: Pick<RequestsParts, 'store' | 'clock' | 'audit' | 'log'>,
): Audited => {
  const count = createRates(parts.clock);
  const recorded = new WeakSet<BrokerError>();
  const record = async (actor: Actor, what: Refused, error: BrokerError): Promise<void> => {
    if (recorded.has(error)) return;
    recorded.add(error);
    const person = actor.membership.person.id;
    const { as, before } = count(person, kindOf(what, error));
    if (as === 'nothing') return;
    const summary = as === 'summary';
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
