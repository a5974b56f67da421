import { type StartedCloud, startCloud, type StartOptions } from '@gatehouse/testcloud';
import { expect } from 'vitest';
import { type Answer, type Api, apiAt, type Credentials, type RequestBody } from './api.fixture.ts';
import { type People, peopleOf, type PeoplePlace } from './people.fixture.ts';

export const WORKLOADS = '111122223333';
export const WORKLOADS_2 = '444455556666';

export interface TargetBody {
  readonly account: string;
  readonly roleArn: string;
}

export const target = (role: string, account = WORKLOADS): TargetBody => ({
  account,
  roleArn: `arn:aws:iam::${account}:role/${role}`,
});

export const S3_ADMIN = target('TempAccessRoleS3Admin');
export const READ_ONLY = target('TempAccessRoleReadOnly');
export const EC2_ADMIN = target('TempAccessRoleEc2Admin');

/** A good request; what a scenario is about it says itself. */
export const wish = (changes: object = {}): object => ({
  targets: [S3_ADMIN],
  justification: 'Repair of a bucket',
  durationSeconds: 3600,
  ...changes,
});

/** An emergency: no approval, but a review. */
export const emergency = (changes: object = {}): object =>
  wish({ targets: [EC2_ADMIN], breakGlass: true, fields: { ticket: 'OPS-911' }, ...changes });

export interface BrokerPlace extends Pick<PeoplePlace, 'consolePasswords' | 'pool'> {
  /** URL of the AWS endpoint. */
  readonly aws: string;
  /** URL of the console. */
  readonly console: string;
  /** People who are known already, for another broker over the same pool. */
  readonly people?: People;
  /** How time is moved; default: by the AWS endpoint's test clock. */
  readonly clock?: Clock;
}

type Clock = Pick<BrokerStory, 'advance' | 'now'>;

export interface BrokerStory {
  /** URL of the broker's API, without `/v1`. */
  readonly url: string;
  readonly people: People;
  /** Calls as a person, signed in through the pages when it is necessary. */
  api(person: string): Api;
  readonly anybody: Api;
  token(person: string): Promise<string>;
  advance(duration: string): Promise<Date>;
  now(): Promise<Date>;
  /** A request of `person` that somebody still has to decide on, or that is live at once. */
  ask(person: string, body?: object): Promise<RequestBody>;
  /** A request of alice for the S3 role that bob has approved. */
  granted(body?: object): Promise<RequestBody>;
  request(person: string, id: string): Promise<Answer['body']>;
  stateOf(person: string, id: string): Promise<string | undefined>;
  credentials(person: string, id: string, grant?: number): Promise<Credentials>;
  /** What the audit log has of a request, or of a kind. */
  leaves(where: { readonly requestId?: string; readonly type?: string }): Promise<readonly Leaf[]>;
  /** What is stored and breaks a promise: empty. Says so too when the audit log is broken. */
  broken(): Promise<readonly unknown[]>;
  /** Two policy administrators change the access policy. */
  changePolicy(edit: (document: string) => string): Promise<void>;
}

export interface Leaf {
  readonly type: string;
  readonly actor: string;
  readonly requestId?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The test clock; where the server has none, the time is what it is. */
const clockOf = (aws: string): Clock => {
  const advance = async (duration: string): Promise<Date> => {
    const { body } = await apiAt(aws, async () => undefined).post('/_gatehouse/clock', {
      advance: duration,
    });
    return body.now === undefined ? new Date() : new Date(body.now);
  };
  return { advance, now: () => advance('PT0S') };
};

type Asking = Pick<BrokerStory, 'api' | 'ask' | 'granted' | 'request' | 'stateOf' | 'credentials'>;

const askingOf = (api: BrokerStory['api']): Asking => {
  const ask: Asking['ask'] = async (name, body = wish()) => {
    const made = await api(name).post('/v1/requests', body);
    expect(made.body.error).toBeUndefined();
    expect(made.status).toBe(201);
    return made.request;
  };
  const request: Asking['request'] = async (name, id) =>
    (await api(name).get(`/v1/requests/${id}`)).body;
  return {
    api,
    ask,
    request,
    granted: async (body) => {
      const asked = await ask('alice', body);
      const approved = await api('bob').post(`/v1/requests/${asked.id}/approve`);
      expect(approved.body.error).toBeUndefined();
      return approved.request;
    },
    stateOf: async (name, id) => (await request(name, id)).request?.state,
    credentials: async (name, id, grant = 1) => {
      const issued = await api(name).post(`/v1/requests/${id}/sessions`, { grant, kind: 'cli' });
      expect(issued.body.error).toBeUndefined();
      const { credentials } = issued.body;
      if (credentials === undefined) throw new Error('there are no credentials');
      return credentials;
    },
  };
};

const leavesOf =
  (api: Api): BrokerStory['leaves'] =>
  async ({ requestId, type }) => {
    const { text } = await api.get('/v1/audit/log');
    const all = text
      .split('\n')
      .filter((line) => line !== '')
      // A line of the log is a leaf.
      .map((line) => JSON.parse(line) as Leaf);
    return all.filter(
      (leaf) =>
        (requestId === undefined || leaf.requestId === requestId) &&
        (type === undefined || leaf.type === type),
    );
  };

const brokenOf =
  (api: Api): BrokerStory['broken'] =>
  async () => {
    const { audit, violations, requestsChecked = 0 } = (await api.get('/v1/audit/health')).body;
    expect(requestsChecked).toBeGreaterThan(0);
    if (violations === undefined || audit === undefined) throw new Error('there is no health');
    return audit.state === 'broken' ? [...violations, audit] : violations;
  };

const policyOf =
  (api: BrokerStory['api']): BrokerStory['changePolicy'] =>
  async (edit) => {
    const { document = '' } = (await api('erin').get('/v1/policy')).body;
    const changed = edit(document);
    expect(changed).not.toBe(document);
    const proposal = { document: changed, comment: 'For a scenario' };
    const proposed = await api('erin').post('/v1/policy/proposals', proposal);
    expect(proposed.body.error).toBeUndefined();
    const { id } = proposed.request;
    const decided = await api('frank').post(`/v1/policy/proposals/${id}/approve`);
    expect(decided.body.error).toBeUndefined();
  };

/** A broker with its people, through nothing but HTTP. */
export const brokerStory = async (place: BrokerPlace): Promise<BrokerStory> => {
  const url = `${place.console}/broker`;
  const anybody = apiAt(url, async () => undefined);
  const clock = place.clock ?? clockOf(place.aws);
  const { issuer = '', clientId = '' } = (await anybody.get('/v1/sign-in')).body;
  const people =
    place.people ?? peopleOf({ ...place, signIn: { issuer, clientId }, now: clock.now });
  const token = async (name: string): Promise<string> => (await people.signedIn(name)).accessToken;
  const api = (name: string): Api => apiAt(url, () => token(name));
  return {
    url,
    people,
    anybody,
    token,
    ...clock,
    ...askingOf(api),
    leaves: leavesOf(api('erin')),
    broken: brokenOf(api('erin')),
    changePolicy: policyOf(api),
  };
};

export interface CloudStory extends BrokerStory {
  readonly cloud: StartedCloud;
  /** An SDK client's configuration with credentials that the broker gave. */
  as(credentials: Credentials): ReturnType<StartedCloud['clientWith']>;
  stop(): Promise<void>;
}

/** The embedded cloud with its demo organization and broker; its clock moves by hand unless said otherwise. */
export const brokerCloud = async (options: StartOptions = {}): Promise<CloudStory> => {
  const cloud = await startCloud({ clock: 'manual', ...options });
  const story = await brokerStory({ ...cloud, pool: cloud.client('security') });
  return {
    ...story,
    cloud,
    as: ({ AccessKeyId, SecretAccessKey, SessionToken }) =>
      cloud.clientWith({
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
      }),
    stop: async () => {
      story.people.idp.destroy();
      await cloud.stop();
    },
  };
};
