import type { Actor, JsonObject } from '../model.ts';
import { readActor } from './actor.ts';
import { type Call, createCalls } from './call.ts';
import { objectOf } from './json.ts';
import { createSameText, type SameText } from './same-text.ts';

/** Reads who acted; one that remembers also gives one text for the equal texts of many events. */
export interface ReadActor {
  (identity: unknown, more: JsonObject | undefined): Actor;
  readonly texts?: EventTexts;
}

/** The same few texts of events, by what they are. */
export interface EventTexts {
  readonly callOf: (source: string, name: string) => Call;
  readonly place: SameText;
  readonly address: SameText;
  readonly agent: SameText;
}

/** An actor that was read, and what it was read from. */
interface Known {
  readonly actor: Actor;
  readonly identity: JsonObject;
  readonly attributes: JsonObject | undefined;
  readonly issuer: JsonObject | undefined;
}

const MOST_KNOWN = 4000;
/** Accounts, Regions and error codes. */
const MOST_PLACES = 2000;
const MOST_ADDRESSES = 10_000;
const MOST_AGENTS = 4000;

const MEMBERS = ['type', 'arn', 'principalId', 'accountId', 'userName', 'invokedBy'] as const;

const isSame = (known: Known, identity: JsonObject): boolean => {
  for (const member of MEMBERS) if (known.identity[member] !== identity[member]) return false;
  const context = objectOf(identity['sessionContext']);
  const attributes = objectOf(context?.['attributes']);
  const issuer = objectOf(context?.['sessionIssuer']);
  return (
    known.attributes?.['creationDate'] === attributes?.['creationDate'] &&
    known.attributes?.['mfaAuthenticated'] === attributes?.['mfaAuthenticated'] &&
    known.issuer?.['arn'] === issuer?.['arn'] &&
    known.issuer?.['userName'] === issuer?.['userName']
  );
};

/**
 * Reads actors, and gives the one object for the events of a credential: its texts then are the same ones, which makes every look-up
 * by them cheap. Remembers the last 4000 credentials at most.
 */
export const createActorReader = (): ReadActor => {
  let known = new Map<string, Known>();
  const read = (identity: unknown, more: JsonObject | undefined): Actor => {
    const object = objectOf(identity);
    const credential = object?.['accessKeyId'];
    // What the sign-in itself says of a second factor is of that one event.
    if (object === undefined || typeof credential !== 'string' || more?.['MFAUsed'] !== undefined)
      return readActor(identity, more);
    const found = known.get(credential);
    if (found !== undefined && isSame(found, object)) return found.actor;
    const actor = readActor(identity, more);
    if (known.size >= MOST_KNOWN) known = new Map();
    const context = objectOf(object['sessionContext']);
    known.set(credential, {
      actor,
      identity: object,
      attributes: objectOf(context?.['attributes']),
      issuer: objectOf(context?.['sessionIssuer']),
    });
    return actor;
  };
  return Object.assign(read, {
    texts: {
      callOf: createCalls(),
      place: createSameText(MOST_PLACES),
      address: createSameText(MOST_ADDRESSES),
      agent: createSameText(MOST_AGENTS),
    },
  });
};
