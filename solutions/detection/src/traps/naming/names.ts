import type { Chance } from '../chance.ts';
import type { KeptKind } from '../model.ts';
import type { Style } from './style.ts';

type Words = readonly [string, ...string[]];

const TEAMS: Words = [
  'billing',
  'payments',
  'finance',
  'checkout',
  'orders',
  'crm',
  'erp',
  'hr',
  'platform',
  'reporting',
  'identity',
  'data',
  'logistics',
  'claims',
  'treasury',
];
const ENVIRONMENTS: Words = ['prod', 'prod', 'prod', 'prd', 'production', 'live'];
const DIGITS = '0123456789';
const HEX = '0123456789abcdef';

type Family = (team: string, environment: string, chance: Chance) => readonly string[];
type Families = readonly [Family, ...Family[]];

const USERS: Families = [
  (team) => ['backup', 'admin', team],
  (team, environment) => ['svc', team, environment],
  (team) => [team, 'admin'],
  (_team, environment) => ['dba', environment],
  (team, _environment, chance) => ['ci', chance.pick(['deploy', 'release', 'publisher']), team],
  (team, _environment, chance) => [team, chance.pick(['migration', 'restore', 'sync', 'export'])],
  (_team, _environment, chance) => [
    chance.pick(['legacy', 'old', 'temp']),
    chance.pick(['admin', 'ops', 'devops', 'deployer']),
  ],
  (team, environment) => [environment, team, 'operator'],
];

const ROLES: Families = [
  (team) => [team, 'admin'],
  (team) => ['devops', team],
  (_team, environment) => [environment, 'power', 'user'],
  (team, environment) => [team, environment, 'maintenance'],
  (_team, _environment, chance) => [
    'emergency',
    chance.pick(['access', 'admin', 'operations', 'support']),
  ],
  (team, environment) => [environment, team, 'db', 'admin'],
  (team, _environment, chance) => [team, chance.pick(['restore', 'migration', 'cutover']), 'admin'],
];

const BUCKETS: Families = [
  (team) => ['password', 'backup', team],
  (team, environment) => [team, environment, 'db', 'dumps'],
  (team) => [team, 'customer', 'exports'],
  (team, environment) => [environment, team, 'credentials', 'archive'],
  (team, _environment, chance) => [
    team,
    chance.pick(['backup', 'archive', 'snapshots', 'confidential']),
  ],
  (_team, environment, chance) => [
    chance.pick(['vault', 'keystore', 'keepass', 'secrets']),
    'backup',
    environment,
  ],
];

const TABLES: Families = [
  () => ['customer', 'accounts'],
  (team) => [team, 'customer', 'accounts'],
  (team, environment) => [environment, team, 'cards'],
  (_team, environment) => ['user', 'credentials', environment],
  (team, environment) => [team, 'payment', 'methods', environment],
  (team) => [team, 'bank', 'details'],
  (team, environment, chance) => [
    environment,
    team,
    chance.pick(['users', 'members', 'contracts']),
  ],
];

const SECRETS: Families = [
  (team, environment) => [environment, team, 'db', 'master'],
  (team, environment) => [environment, team, 'admin', 'credentials'],
  (team, environment, chance) => [
    environment,
    team,
    chance.pick(['stripe', 'paypal', 'sap', 'salesforce', 'datadog', 'okta']),
    'api',
  ],
  (team, environment) => [team, environment, 'root', 'password'],
];

const PARAMETERS: Families = [
  (team, environment) => [environment, team, 'db_password'],
  (team, environment) => [environment, team, 'admin_password'],
  (team, environment, chance) => [
    environment,
    team,
    chance.pick(['api_token', 'signing_key', 'ldap_bind_password', 'smtp_password']),
  ],
  (team, environment) => [team, environment, 'master_key'],
];

const TRAILS: Families = [
  (_team, _environment, chance) => [
    chance.pick(['data', 'storage', 'object', 'audit']),
    chance.pick(['events', 'activity', 'access']),
  ],
];

const FAMILIES: Readonly<Record<KeptKind, Families>> = {
  user: USERS,
  'access-key': USERS,
  role: ROLES,
  bucket: BUCKETS,
  table: TABLES,
  secret: SECRETS,
  parameter: PARAMETERS,
  trail: TRAILS,
};

const pascal = (word: string): string =>
  word.length <= 3 && word !== 'old'
    ? word.toUpperCase()
    : word.charAt(0).toUpperCase() + word.slice(1);

/** What real names end with, so that two of a family differ: a number, a Region, a few letters. */
const suffixFor = (kind: KeptKind, region: string, chance: Chance): readonly string[] => {
  switch (kind) {
    case 'bucket':
      // Names of buckets are shared by all of AWS.
      return chance.pick([
        () => [chance.letters(HEX, 8)],
        () => [region, chance.letters(DIGITS, 4)],
        () => [chance.letters(DIGITS, 6)],
      ])();
    case 'table':
    case 'trail':
      return chance.pick([() => [], () => ['v2'], () => [chance.letters(HEX, 4)]])();
    case 'secret':
    case 'parameter':
      return [];
    case 'user':
    case 'role':
    case 'access-key':
      return chance.pick([() => [], () => [], () => [`0${1 + chance.below(9)}`], () => ['2']])();
    default:
      return kind satisfies never;
  }
};

const written = (kind: KeptKind, words: readonly string[], style: Style): string => {
  if (kind === 'bucket') return words.join('-').toLowerCase();
  if (kind === 'parameter') return `/${words.join('/')}`;
  if (kind === 'secret') return words.join('/');
  if (style.joined) return words.map(pascal).join('');
  return words.join(style.separator);
};

/** A name as somebody of this account would give it. */
export const believableName = (
  kind: KeptKind,
  { style, region, chance }: { style: Style; region: string; chance: Chance },
): string => {
  const team = chance.pick(TEAMS);
  const environment = style.environment ?? chance.pick(ENVIRONMENTS);
  const base = chance.pick(FAMILIES[kind])(team, environment, chance);
  const prefix = style.prefix === undefined ? [] : [style.prefix];
  return written(kind, [...prefix, ...base, ...suffixFor(kind, region, chance)], style);
};

/** What a kind's names may be (of an administrator's own choice). */
export const NAME_FORM: Readonly<Record<KeptKind, RegExp>> = {
  user: /^[\w+=,.@-]{1,64}$/,
  'access-key': /^[\w+=,.@-]{1,64}$/,
  role: /^[\w+=,.@-]{1,64}$/,
  bucket: /^[a-z\d][a-z\d.-]{1,61}[a-z\d]$/,
  table: /^[\w.-]{3,255}$/,
  secret: /^[\w/+=.@-]{1,500}$/,
  parameter: /^\/?[\w.-]+(\/[\w.-]+){0,14}$/,
  trail: /^[A-Za-z\d][\w.-]{1,126}[A-Za-z\d]$/,
};
