import type { AwsSecurityFinding } from '@gatehouse/clients';
import type { FalcoAlert } from '../alerts/alert.ts';
import { findingId } from './identity.ts';
import { type Place, type Sightings, toFinding } from './to-finding.ts';

interface Repeated {
  readonly alert: FalcoAlert;
  readonly place: Place;
  readonly sightings: Sightings;
}

const later = (one: Date, other: Date): Date => (one > other ? one : other);
const earlier = (one: Date, other: Date): Date => (one < other ? one : other);

/** The findings of alerts, one for all repetitions, with the latest of them as its text. */
export const findingsOf = (
  alerts: readonly FalcoAlert[],
  placeOf: (alert: FalcoAlert) => Place,
): ReadonlyMap<string, readonly AwsSecurityFinding[]> => {
  const found = new Map<string, Repeated>();
  for (const alert of alerts) {
    const place = placeOf(alert);
    const id = findingId(alert, place.account, place.region);
    const { at } = alert;
    const known = found.get(id);
    found.set(
      id,
      known === undefined
        ? { alert, place, sightings: { firstAt: at, lastAt: at, number: 1 } }
        : {
            alert: at > known.alert.at ? alert : known.alert,
            place,
            sightings: {
              firstAt: earlier(at, known.sightings.firstAt),
              lastAt: later(at, known.sightings.lastAt),
              number: known.sightings.number + 1,
            },
          },
    );
  }
  return Map.groupBy(
    [...found.values()].map(({ alert, place, sightings }) => toFinding(alert, place, sightings)),
    ({ AwsAccountId: account = '', Region: region = '' }) => `${account} ${region}`,
  );
};
