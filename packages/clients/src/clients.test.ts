import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startCloud } from '@gatehouse/testcloud';
import { manualClock } from '@gatehouse/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { type Clients, createClients } from './create-clients.ts';
import { outcomeOf } from './outcome.ts';
import type { Keys } from './settings.ts';

const KEYS: Keys = { accessKeyId: 'AKIAEXAMPLEEXAMPLE00', secretAccessKey: 'secret' };
const HOP = { roleArn: 'arn:aws:iam::111122223333:role/Reader', sessionName: 'test' };

interface Service {
  readonly endpoint: string;
  /** Bodies of what was asked. */
  readonly asked: readonly string[];
}

type Answer = (response: ServerResponse, body: string) => unknown;

/** An HTTP server that answers each request as it is told, the last way again and again. */
const service = async (...answers: readonly Answer[]): Promise<Service> => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      asked.push(body);
      (answers[asked.length - 1] ?? answers.at(-1))?.(response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, asked };
};

const fails =
  (status: number, code: string) =>
  (response: ServerResponse): void => {
    response
      .writeHead(status, { 'content-type': 'text/xml' })
      .end(`<ErrorResponse><Error><Code>${code}</Code></Error></ErrorResponse>`);
  };

const assumes =
  (expiration: () => Date) =>
  (response: ServerResponse, body: string): void => {
    response.writeHead(200, { 'content-type': 'text/xml' });
    if (!body.includes('AssumeRole')) {
      response.end('<R><GetCallerIdentityResult/></R>');
      return;
    }
    response.end(
      `<R><AssumeRoleResult><Credentials><AccessKeyId>ASIAEXAMPLEEXAMPLE00</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${expiration().toISOString()}</Expiration></Credentials></AssumeRoleResult></R>`,
    );
  };

const clientsOf = (endpoint: string, clock = manualClock()): Clients => {
  const clients = createClients({
    endpoint,
    region: 'us-east-1',
    credentials: () => Promise.resolve(KEYS),
    clock,
    timeouts: { requestMilliseconds: 300 },
  });
  onTestFinished(() => clients.close());
  return clients;
};

const assumptions = ({ asked }: Service): number =>
  asked.filter((body) => body.includes('Action=AssumeRole')).length;

test('a role is assumed once for everybody who goes through it, and again before its session ends', async () => {
  const clock = manualClock();
  const sts = await service(assumes(() => new Date(clock.now().getTime() + 3_600_000)));
  const clients = clientsOf(sts.endpoint, clock);
  const call = () => clients.sts({ hop: HOP }).getCallerIdentity({});

  await Promise.all([call(), call(), call()]);
  await call();
  const first = assumptions(sts);
  clock.advance({ minutes: 54 });
  await call();
  const soon = assumptions(sts);
  clock.advance({ minutes: 2 });
  await call();

  expect([first, soon, assumptions(sts)]).toEqual([1, 1, 2]);
});

test('clients are the same for the same service, role and Region, and others else', () => {
  const clients = clientsOf('http://127.0.0.1:1');

  expect(clients.iam({ hop: HOP })).toBe(clients.iam({ hop: { ...HOP } }));
  expect(clients.iam({ hop: HOP })).not.toBe(clients.iam());
  expect(clients.iam({ region: 'eu-west-1' })).not.toBe(clients.iam());
  expect(clients.withCredentials(() => Promise.resolve(KEYS)).iam()).not.toBe(clients.iam());
});

test('what a service in trouble answers is asked for again, unless it may be asked for once', async () => {
  const sts = await service(
    fails(500, 'InternalFailure'),
    assumes(() => manualClock().now()),
  );
  const clients = clientsOf(sts.endpoint);

  await clients.sts().getCallerIdentity({});
  const broken = await service(fails(500, 'InternalFailure'));
  const once = clientsOf(broken.endpoint).sts({ once: true });
  await expect(once.getCallerIdentity({})).rejects.toMatchObject({ name: 'InternalFailure' });

  expect(sts.asked).toHaveLength(2);
  expect(broken.asked).toHaveLength(1);
});

test.for([
  ['a refusal', fails(403, 'AccessDenied'), 'refused'],
  ['a refusal for the rate', fails(400, 'Throttling'), 'throttled'],
  ['a refusal for the rate as a server error', fails(503, 'RequestLimitExceeded'), 'throttled'],
  ['trouble of the service', fails(500, 'InternalFailure'), 'unknown'],
  ['a cut connection', (response: ServerResponse): unknown => response.destroy(), 'unknown'],
  ['silence', () => {}, 'unknown'],
  [
    'nonsense',
    (response: ServerResponse): unknown => response.writeHead(200).end('<not xml'),
    'unknown',
  ],
] as const)('after %s it is known what the service did', async ([, answer, outcome]) => {
  const { endpoint, asked } = await service(answer);

  const failed = clientsOf(endpoint)
    .sts({ once: true })
    .assumeRole({ RoleArn: HOP.roleArn, RoleSessionName: 'test' })
    .then(
      () => 'given',
      (error: unknown) => outcomeOf(error),
    );

  expect(await failed).toBe(outcome);
  expect(asked).toHaveLength(1);
});

test('the embedded cloud is reached like AWS, each service by its own protocol', async () => {
  const cloud = await startCloud();
  onTestFinished(() => cloud.stop());
  const clients = createClients({
    endpoint: cloud.aws,
    region: 'us-east-1',
    credentials: () => Promise.resolve(cloud.client('admin').credentials),
    clock: manualClock(new Date(Date.UTC(2026, 0, 1))),
  });
  onTestFinished(() => clients.close());
  const hop = {
    roleArn: 'arn:aws:iam::111122223333:role/OrganizationAccountAccessRole',
    sessionName: 'test',
  };

  expect((await clients.sts({ hop }).getCallerIdentity({})).Account).toBe('111122223333');
  expect((await clients.iam({ hop }).listRoles({})).Roles?.length).toBeGreaterThan(0);
  expect((await clients.organizations().listAccounts({})).Accounts).toHaveLength(4);
  expect((await clients.cloudTrail({ hop }).lookupEvents({})).Events).toBeDefined();
});
