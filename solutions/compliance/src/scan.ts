import { attempt, createReader, type Reader, reasonOf, type Unread } from '@gatehouse/access';
import { regionsOf } from '@gatehouse/policy';
import type { Failure, Parameters, ReadPlace, Report, SecretFacts, SecretReport } from './model.ts';
import {
  type AccountAccess,
  type KeyFactsOf,
  keyReader,
  readAccountAccess,
} from './readers/gather.ts';
import { CURRENT_VALUE } from './readers/question.ts';
import { whoCanRead } from './readers/who-can-read.ts';
import type { Place, SecretApis } from './reading/apis.ts';
import { readFailures } from './reading/failures.ts';
import { factsOf, listSecrets, readDetails } from './reading/secrets.ts';
import { asksForReaders, judge } from './rules/rules.ts';

export interface ScanSettings {
  readonly now: Date;
  readonly parameters: Parameters;
  /** Undefined: all of AWS. */
  readonly regions?: readonly string[] | undefined;
  /** Hears what is being read. */
  readonly onProgress?: ((text: string) => void) | undefined;
}

const REGIONS_AT_ONCE = 6;
const SECRETS_AT_ONCE = 4;

/** Some at a time, in order. */
const each = async <Item>(
  items: readonly Item[],
  atOnce: number,
  use: (item: Item) => Promise<void>,
): Promise<void> => {
  const left = [...items];
  const work = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await use(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
};

// What a Region answers that the account has not enabled (AWS General Reference, "Managing AWS Regions").
const NOT_ENABLED: ReadonlySet<string> = new Set([
  'AuthFailure',
  'InvalidClientTokenId',
  'OptInRequired',
  'UnrecognizedClientException',
]);

interface Listed {
  readonly region: string;
  readonly apis: SecretApis;
  readonly secrets: readonly SecretFacts[];
}

interface Refused {
  readonly region: string;
  readonly error: unknown;
}

const isNotEnabled = ({ error }: Refused): boolean =>
  error instanceof Error && NOT_ENABLED.has(error.name);

/** Regions that refuse alike are one line. */
const refusals = (
  account: string,
  refused: readonly Refused[],
  anyRead: boolean,
): readonly Unread[] => {
  const told = anyRead ? refused.filter((one) => !isNotEnabled(one)) : refused;
  return [
    ...Map.groupBy(told, ({ error }) =>
      reasonOf(error).replaceAll(/[a-z]{2}(-[a-z]+){1,2}-\d/g, '…'),
    ),
  ].map(([, alike]) => ({
    what: `secrets of account ${account} in ${alike.map(({ region }) => region).join(', ')}`,
    because: reasonOf(alike[0]?.error),
  }));
};

const listAll = async (
  place: Place,
  regions: readonly string[],
  unread: Unread[],
): Promise<readonly Listed[]> => {
  const listed: Listed[] = [];
  const refused: Refused[] = [];
  await each(regions, REGIONS_AT_ONCE, async (region) => {
    const apis = place.inRegion(region);
    try {
      listed.push({ region, apis, secrets: (await listSecrets(apis)).map(factsOf) });
    } catch (error) {
      refused.push({ region, error });
    }
  });
  unread.push(...refusals(place.account, refused, listed.length > 0));
  return listed.toSorted((one, other) => (one.region < other.region ? -1 : 1));
};

interface Region {
  readonly listed: Listed;
  readonly access: (AccountAccess & { readonly reader: Reader }) | undefined;
  readonly keyOf: KeyFactsOf;
  readonly failures: ReadonlyMap<string, readonly Failure[]> | undefined;
  readonly settings: ScanSettings;
  readonly unread: Unread[];
}

const judgeOne = async (listed: SecretFacts, region: Region): Promise<SecretReport> => {
  const { access, failures, unread } = region;
  const { now, parameters } = region.settings;
  const wanted = {
    replicas: parameters.replicaRegions.length > 0,
    policy: access !== undefined,
    failures,
  };
  const own: Unread[] = [];
  const secret = await readDetails(region.listed.apis, listed, wanted, own);
  const missing = secret.policy === undefined ? [...own] : [];
  unread.push(...own);
  const readers =
    access === undefined
      ? undefined
      : await whoCanRead(
          CURRENT_VALUE,
          {
            secret,
            key: await region.keyOf(secret),
            ...access,
            unread: access.iam === undefined ? [...missing, NO_IAM] : missing,
          },
          now,
        );
  return { secret, judgements: judge(secret, { now, parameters, readers }) };
};

const NO_IAM: Unread = { what: 'users, roles and policies of the account', because: 'told above' };

const isGoing = ({ deletionAt }: SecretFacts): boolean => deletionAt !== undefined;

const judgeRegion = async (
  listed: Listed,
  access: Region['access'],
  settings: ScanSettings,
  unread: Unread[],
): Promise<readonly SecretReport[]> => {
  const { apis, region } = listed;
  const staying = listed.secrets.filter((secret) => !isGoing(secret));
  const rotates = staying.some(({ rotation }) => rotation.enabled);
  const failures = rotates
    ? await attempt(`failed rotations in ${region}`, unread, () => readFailures(apis, settings.now))
    : new Map<string, readonly Failure[]>();
  const found: SecretReport[] = [];
  const parts = { listed, access, keyOf: keyReader(apis, unread), failures, settings, unread };
  await each(staying, SECRETS_AT_ONCE, async (secret) => {
    found.push(await judgeOne(secret, parts));
    settings.onProgress?.(`${found.length} of ${staying.length} secrets judged in ${region}`);
  });
  return found.toSorted((one, other) => (one.secret.name < other.secret.name ? -1 : 1));
};

const scanAccount = async (
  place: Place,
  settings: ScanSettings,
): Promise<Pick<Report, 'places' | 'secrets' | 'excluded' | 'unread'>> => {
  const unread: Unread[] = [];
  const { parameters, onProgress } = settings;
  const regions = settings.regions ?? (await everyRegion(place));
  const listed = await listAll(place, regions, unread);
  const isAsked =
    asksForReaders(parameters.rules) && listed.some(({ secrets }) => secrets.length > 0);
  const access = isAsked
    ? { ...(await readAccountAccess(place, unread, onProgress)), reader: createReader() }
    : undefined;
  const secrets: SecretReport[] = [];
  for (const one of listed)
    if (one.secrets.length > 0) secrets.push(...(await judgeRegion(one, access, settings, unread)));
  const places: readonly ReadPlace[] = listed.map(({ region }) => ({
    account: place.account,
    region,
  }));
  return {
    places,
    secrets,
    excluded: listed.flatMap((one) => one.secrets.filter(isGoing)),
    unread: distinct(unread),
  };
};

const everyRegion = async ({ home }: Place): Promise<readonly string[]> => {
  const { Arn = 'arn:aws' } = await home.getCallerIdentity({});
  return regionsOf(Arn.split(':')[1] ?? 'aws');
};

const distinct = (unread: readonly Unread[]): readonly Unread[] => [
  ...new Map(unread.map((one) => [`${one.what} ${one.because}`, one])).values(),
];

/** The secrets of accounts, in all Regions, judged by the rules. An account that cannot be reached is told in `unread`. */
export const scan = async (places: readonly Place[], settings: ScanSettings): Promise<Report> => {
  const unread: Unread[] = [];
  const parts: Awaited<ReturnType<typeof scanAccount>>[] = [];
  for (const place of places) {
    const found = await attempt(`account ${place.account}`, unread, () =>
      scanAccount(place, settings),
    );
    if (found !== undefined) parts.push(found);
  }
  return {
    at: settings.now,
    parameters: settings.parameters,
    places: parts.flatMap((one) => one.places),
    secrets: parts.flatMap((one) => one.secrets),
    excluded: parts.flatMap((one) => one.excluded),
    unread: [...unread, ...parts.flatMap((one) => one.unread)],
  };
};
