import type { Actor, JsonObject } from '../model.ts';
import { readActor } from './actor.ts';
import { objectOf } from './json.ts';

export type ReadActor = (identity: unknown, more: JsonObject | undefined) => Actor;

/** An actor that was read, and what it was read from. */
interface Known {
  readonly actor: Actor;
  readonly identity: JsonObject;
  readonly attributes: JsonObject | undefined;
  readonly issuer: JsonObject | undefined;
}

const MOST_KNOWN = 4000;

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
  return (identity, more) => {
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
};
