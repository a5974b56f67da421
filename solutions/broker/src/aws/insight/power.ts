import { type AccessLevel, serviceCatalog, services } from '@gatehouse/policy';
import { coversAction, matchesGlob, type Statement } from '../statements.ts';

/** Everything that has to allow: the role's policies, its boundary, the session policy. */
export type Layers = readonly (readonly Statement[])[];

export interface ServicePower {
  readonly service: string;
  readonly accessLevels: string[];
  /** At most 100; empty where everything is allowed. */
  readonly actions: string[];
  readonly allActions: boolean;
}

const LEVELS: readonly AccessLevel[] = [
  'List',
  'Read',
  'Tagging',
  'Write',
  'Permissions management',
];
const MOST_ACTIONS = 100;

const splitPattern = (pattern: string): readonly [string, string] => {
  const colon = pattern.indexOf(':');
  return colon < 0 ? [pattern, '*'] : [pattern.slice(0, colon), pattern.slice(colon + 1)];
};

const touches = (pattern: string, service: string): boolean =>
  matchesGlob(splitPattern(pattern)[0], service);

const isWhole = (pattern: string, service: string): boolean =>
  touches(pattern, service) && /^\*+$/.test(splitPattern(pattern)[1]);

type Share = 'all' | 'some' | 'none';

/** How much of a service a statement's Action or NotAction is about. */
const shareOf = ({ actions, notActions }: Statement, service: string): Share => {
  if (actions !== undefined) {
    if (actions.some((pattern) => isWhole(pattern, service))) return 'all';
    return actions.some((pattern) => touches(pattern, service)) ? 'some' : 'none';
  }
  const excluded = notActions ?? [];
  if (excluded.some((pattern) => isWhole(pattern, service))) return 'none';
  return excluded.some((pattern) => touches(pattern, service)) ? 'some' : 'all';
};

/** A Deny that leaves nothing, whatever the resource and the circumstances are. */
export const deniesAlways = ({ effect, resources, condition }: Statement): boolean =>
  effect === 'Deny' && condition === undefined && resources?.includes('*') === true;

const layerShare = (layer: readonly Statement[], service: string): Share => {
  const denied = layer.filter(deniesAlways).map((statement) => shareOf(statement, service));
  if (denied.includes('all')) return 'none';
  const allowed = layer
    .filter(({ effect }) => effect === 'Allow')
    .map((statement) => shareOf(statement, service));
  if (allowed.includes('all')) return denied.includes('some') ? 'some' : 'all';
  return allowed.includes('some') ? 'some' : 'none';
};

/** Whether all layers may allow an action on something. */
export const mayAllow = (layers: Layers, action: string): boolean =>
  layers.every(
    (layer) =>
      layer.some((statement) => statement.effect === 'Allow' && coversAction(statement, action)) &&
      !layer.some((statement) => deniesAlways(statement) && coversAction(statement, action)),
  );

const partlyAllowed = async (
  layers: Layers,
  service: string,
): Promise<ServicePower | undefined> => {
  const catalog = await serviceCatalog(service);
  const all = [...(catalog?.actions.values() ?? [])];
  const allowed = all.filter(({ name }) => mayAllow(layers, `${service}:${name}`));
  if (allowed.length === 0) return undefined;
  const levels = new Set(allowed.flatMap(({ accessLevels }) => accessLevels));
  const allActions = allowed.length === all.length;
  return {
    service,
    accessLevels: LEVELS.filter((level) => levels.has(level)),
    actions: allActions
      ? []
      : allowed
          .map(({ name }) => `${service}:${name}`)
          .toSorted()
          .slice(0, MOST_ACTIONS),
    allActions,
  };
};

/** What remains when every layer has to allow, service by service; `*` for all of all. Only services that are partly allowed are looked up. */
export const powerOf = async (layers: Layers): Promise<readonly ServicePower[]> => {
  const found: ServicePower[] = [];
  const names = await services();
  for (const service of names) {
    const shares = layers.map((layer) => layerShare(layer, service));
    if (shares.includes('none')) continue;
    const whole = shares.every((share) => share === 'all');
    const power = whole
      ? { service, accessLevels: [...LEVELS], actions: [], allActions: true }
      : await partlyAllowed(layers, service);
    if (power !== undefined) found.push(power);
  }
  const isAll = found.length === names.size && found.every(({ allActions }) => allActions);
  return isAll
    ? [{ service: '*', accessLevels: [...LEVELS], actions: [], allActions: true }]
    : found;
};

/** Everything on everything, in every layer, with no condition but the end of the session. */
export const isAdministrator = (layers: Layers): boolean =>
  layers.every(
    (layer) =>
      layer.some(
        ({ effect, actions, resources, condition }) =>
          effect === 'Allow' &&
          actions?.some((pattern) => /^\*(:\*)?$/.test(pattern)) === true &&
          resources?.includes('*') === true &&
          condition === undefined,
      ) && !layer.some(({ effect }) => effect === 'Deny'),
  );
