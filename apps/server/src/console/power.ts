import type { RefusedError } from '@gatehouse/service-kit';

type Explanation = ReturnType<RefusedError['explanation']>;
type Layer = Explanation['layers'][number];
type Statement = Layer['policies'][number]['statements'][number];

/** `partly`: it depends on the resource, or on what the request says. */
export type Power = 'allowed' | 'partly' | 'denied';

// What every request of a session has, whatever it asks: a condition on these is decided before the request is made.
const OF_THE_SESSION = new Set([
  'aws:currenttime',
  'aws:epochtime',
  'aws:multifactorauthage',
  'aws:multifactorauthpresent',
  'aws:requestedregion',
  'aws:securetransport',
  'aws:sourceidentity',
  'aws:sourceip',
  'aws:tokenissuetime',
  'aws:useragent',
  'aws:userid',
  'aws:username',
  'aws:viaawsservice',
]);

const isOfTheSession = (key: string): boolean => {
  const name = key.toLowerCase();
  return OF_THE_SESSION.has(name) || name.startsWith('aws:principal');
};

const isAboutAction = ({ elements }: Statement): boolean =>
  elements.every(({ element, matched }) => matched || !element.endsWith('Action'));

/** Never, whatever the resource: a condition on the session itself fails. */
const isOutOfReach = ({ conditions }: Statement): boolean =>
  conditions.some(({ key, matched }) => !matched && isOfTheSession(key));

/** Always, whatever the resource and the rest of the request. */
const isWhole = ({ matched, elements, conditions }: Statement): boolean =>
  matched &&
  elements.every(({ element }) => element !== 'NotResource') &&
  conditions.every(({ key }) => isOfTheSession(key));

const ofLayer = ({ outcome, policies }: Layer): Power => {
  const reaching = policies
    .flatMap(({ statements }) => statements)
    .filter((statement) => isAboutAction(statement) && !isOutOfReach(statement));
  const denying = reaching.filter(({ effect }) => effect === 'Deny');
  const allowing = reaching.filter(({ effect }) => effect === 'Allow');
  if (denying.some(isWhole)) return 'denied';
  // A root user, for one, needs no statement that allows.
  if (allowing.length === 0 && outcome === 'no-allow') return 'denied';
  if (allowing.length === 0 && outcome === 'explicit-deny') return 'partly';
  if (denying.length > 0) return 'partly';
  return allowing.length === 0 || allowing.some(isWhole) ? 'allowed' : 'partly';
};

/**
 * What a session may do with an action, from the explanation of a request for the resource `*`: each layer of policies must
 * allow it. Policies of resources are not known here; they can give more, or take it, for the resource that they are of.
 */
export const powerOf = ({ layers }: Explanation): Power => {
  const powers = layers
    .filter(({ outcome, layer }) => outcome !== 'not-applicable' && layer !== 'resource')
    .map(ofLayer);
  if (powers.includes('denied')) return 'denied';
  return powers.includes('partly') ? 'partly' : 'allowed';
};
