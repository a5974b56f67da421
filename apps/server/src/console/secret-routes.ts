import type { Place, SecretApis } from '@gatehouse/compliance';
import { z } from 'zod';
import { RuleParameters, withDefaults } from '../compliance/settings.ts';
import type { Sessions } from './active-session.ts';
import { askAs, type Caller } from './ask-as.ts';
import { asked, REGION } from './asked-route.ts';
import type { ConsoleDeps } from './console-deps.ts';
import { keyApis } from './key-apis.ts';
import type { Route } from './session-routes.ts';

const Who = z.strictObject({ region: REGION, secretId: z.string().min(1).max(2048) });
const Judged = z.strictObject({
  region: REGION,
  /** Default: all. */
  regions: z.array(REGION).min(1).max(100).optional(),
  parameters: RuleParameters.default({}),
});

const secretApis = (deps: ConsoleDeps, caller: Caller): SecretApis => {
  const ask = askAs(deps, caller);
  return {
    ...keyApis(deps, caller),
    listSecrets: (input) => ask('secretsmanager', 'ListSecrets', input),
    describeSecret: (input) => ask('secretsmanager', 'DescribeSecret', input),
    listSecretVersionIds: (input) => ask('secretsmanager', 'ListSecretVersionIds', input),
    getResourcePolicy: (input) => ask('secretsmanager', 'GetResourcePolicy', input),
  };
};

/** The account of whoever is signed in. */
const ownPlace = async (deps: ConsoleDeps, caller: Caller): Promise<Place> => {
  const home = keyApis(deps, caller);
  const { Account = '' } = await home.getCallerIdentity({});
  return { account: Account, home, inRegion: (region) => secretApis(deps, { ...caller, region }) };
};

const whoRoute = (deps: ConsoleDeps, sessions: Sessions): Route =>
  asked(
    deps,
    sessions,
    { form: Who, wrong: 'The Region or the secret is none.' },
    async ({ region, secretId }, caller) => {
      const { answerOf, CURRENT_VALUE, gatherRead, whoCanRead } =
        await import('@gatehouse/compliance');
      const facts = await gatherRead(await ownPlace(deps, caller), region, secretId);
      const { readers, blocked, unread } = await whoCanRead(CURRENT_VALUE, facts, deps.clock.now());
      return { answers: readers.map(answerOf), blocked, unread };
    },
  );

const complianceRoute = (deps: ConsoleDeps, sessions: Sessions): Route =>
  asked(
    deps,
    sessions,
    { form: Judged, wrong: 'The Regions or what the rules are asked with is none.' },
    async ({ regions, parameters }, caller) => {
      const { DEFAULT_PARAMETERS, scan, summaryOf } = await import('@gatehouse/compliance');
      const report = await scan([await ownPlace(deps, caller)], {
        now: deps.clock.now(),
        parameters: withDefaults(DEFAULT_PARAMETERS, parameters),
        regions,
      });
      return summaryOf(report);
    },
  );

/** `POST /api/secrets/{who,compliance}`: what the pages of secrets ask beside AWS's API. */
export const secretRoutes = (
  deps: ConsoleDeps,
  sessions: Sessions,
): readonly (readonly [string, Route])[] => [
  ['POST /api/secrets/who', whoRoute(deps, sessions)],
  ['POST /api/secrets/compliance', complianceRoute(deps, sessions)],
];
