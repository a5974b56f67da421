import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { bytesOfRequest, type Draft, sign, type Signed } from './signed-request.fixture.ts';
import { credentials, session, type WireFixture, wireFixture } from './wire.fixture.ts';

const outputs = { GetCallerIdentity: { Account: '123456789012', Arn: 'arn', UserId: 'AIDA' } };
const ignoring = (): Promise<WireFixture> => wireFixture({ signature: 'ignored', outputs });

const signed = (wire: WireFixture, rest: Partial<Draft> = {}): Promise<Signed> =>
  sign({ host: wire.host, at: wire.clock.now(), ...rest });

test('any key with any signature is let in, and known keys keep their principal', async () => {
  const wire = await ignoring();
  const known = { ...credentials, secretAccessKey: 'wrong' };
  const unknown = { accessKeyId: '111122223333', secretAccessKey: 'test' };

  for (const pair of [known, unknown]) {
    const sts = new STSClient({ endpoint: wire.endpoint, region: 'eu-west-1', credentials: pair });
    await sts.send(new GetCallerIdentityCommand({}));
  }

  expect(wire.handled).toMatchObject([
    { principal: 'admin', accessKeyId: known.accessKeyId, region: 'eu-west-1' },
    { accessKeyId: '111122223333', region: 'eu-west-1', authType: 'REST-HEADER' },
  ]);
  expect(wire.handled[1]?.principal).toBeUndefined();
});

test('no time is too old and no scheme too odd', async () => {
  const wire = await ignoring();
  const request = await signed(wire, { credentials: session });
  const host = 'sts.localhost';
  wire.clock.advance({ days: 400 });

  const old = await wire.raw(bytesOfRequest(request));
  const odd = await wire.raw(
    bytesOfRequest({
      ...request,
      headers: { ...request.headers, host, authorization: 'AWS AKID:sig' },
    }),
  );

  expect([old.status, odd.status]).toEqual([200, 200]);
  expect(wire.handled).toMatchObject([{ principal: 'role' }, { accessKeyId: 'AKID' }]);
});

test('a request without a key is served at a private name only: a page may hold any other', async () => {
  const wire = await ignoring();
  const { authorization: _, ...headers } = (await signed(wire)).headers;
  const at = async (host: string): Promise<number> =>
    (await wire.raw(bytesOfRequest({ ...(await signed(wire)), headers: { ...headers, host } })))
      .status;

  const statuses = [
    await at(`sts.localhost:${wire.port}`),
    await at('sts.eu-west-1.amazonaws.com'),
    await at('sts.rebound.example'),
  ];

  expect(statuses).toEqual([200, 200, 403]);
});

test('a page is refused all the same', async () => {
  const wire = await ignoring();

  const answer = await wire.raw(
    bytesOfRequest(await signed(wire), ['origin: http://page.example']),
  );

  expect(answer.status).toBe(403);
  expect(wire.handled).toEqual([]);
});
