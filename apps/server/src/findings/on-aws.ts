import { type Clients, createClients, foundKeys, type KeyProvider } from '@gatehouse/clients';
import type { Clock, Log } from '@gatehouse/core';
import { requireImporterAccess, requireResolverAccess } from './access-on-aws.ts';
import type { FindingsOnAws } from './on-aws-settings.ts';
import { type FindingsPlace, type RunningFindings, startFindings } from './start-findings.ts';

const SESSION_NAME = 'gatehouse-resolver';
// Security Hub API Reference, BatchImportFindings: 10 requests a second for an account and Region.
const CALLS_PER_SECOND = 10;

/** How resolver and Falco bridge reach AWS, after it has answered what they will ask. */
export interface FindingsAccess {
  readonly settings: FindingsOnAws;
  /** As what the process is. */
  readonly own: Clients;
  /** As the resolver's role. */
  readonly asResolver: Clients;
}

/** Credentials of a role, assumed with those of `base`. */
export const sessionOf =
  (base: Clients, roleArn: string): KeyProvider =>
  async () => {
    const { Credentials: keys } = await base
      .sts()
      .assumeRole({ RoleArn: roleArn, RoleSessionName: SESSION_NAME });
    if (
      keys?.AccessKeyId === undefined ||
      keys.SecretAccessKey === undefined ||
      keys.SessionToken === undefined
    )
      throw new Error(`STS answered without credentials for ${roleArn}`);
    return {
      accessKeyId: keys.AccessKeyId,
      secretAccessKey: keys.SecretAccessKey,
      sessionToken: keys.SessionToken,
      ...(keys.Expiration === undefined ? {} : { expiration: keys.Expiration }),
    };
  };

/** @throws StartRefusedError where AWS refuses what would be asked of it later */
export const openFindingsAccess = async (
  settings: FindingsOnAws,
  clock: Clock,
  log: Log,
): Promise<FindingsAccess> => {
  const { region, resolver, falco } = settings;
  // Without an endpoint the SDK asks AWS, or what AWS_ENDPOINT_URL names.
  const own = createClients({ region, credentials: foundKeys(region), clock });
  const asResolver =
    resolver?.roleArn === undefined ? own : own.withCredentials(sessionOf(own, resolver.roleArn));
  if (resolver !== undefined) await requireResolverAccess(asResolver, resolver, log);
  if (falco !== undefined) await requireImporterAccess(own, falco, log);
  return { settings, own, asResolver };
};

/** Resolver and Falco bridge on real AWS accounts. */
export const startFindingsOnAws = (
  place: FindingsPlace,
  { settings: { resolver, falco }, own, asResolver }: FindingsAccess,
): Promise<RunningFindings> =>
  startFindings(place, {
    resolver: resolver === undefined ? undefined : { clients: asResolver, settings: resolver },
    falco:
      falco === undefined
        ? undefined
        : { clients: own, settings: { ...falco, callsPerSecond: CALLS_PER_SECOND } },
  });
