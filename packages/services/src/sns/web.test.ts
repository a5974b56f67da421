import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import { createServer } from 'node:http';
import { systemOutbound } from '@gatehouse/core';
import { expect, onTestFinished, test } from 'vitest';
import { BASE, snsFixture, type SnsFixture } from './sns.fixture.ts';

const get = (fixture: SnsFixture, url: string) => fixture.sns.web.fetch(new Request(url));

/** The form of a page, sent as a browser does. */
const press = async (fixture: SnsFixture, page: Response | undefined) => {
  const html = (await page?.text()) ?? '';
  const [, action = ''] = /action="([^"]*)"/.exec(html) ?? [];
  const fields = new URLSearchParams();
  for (const [, name = '', value = ''] of html.matchAll(/name="(\w+)" value="([^"]*)"/g))
    fields.append(name, value);
  return fixture.sns.web.fetch(new Request(`${BASE}${action}`, { method: 'POST', body: fields }));
};

const linkIn = (text: string | undefined): string =>
  /https?:\/\/\S+\.html\S*/.exec(text ?? '')?.[0] ?? '';

const stateOf = async ({ run }: SnsFixture, TopicArn: string): Promise<unknown> => {
  const { Attributes } = await run<{ Attributes: Record<string, string> }>('GetTopicAttributes', {
    TopicArn,
  });
  const { SubscriptionsConfirmed, SubscriptionsPending, SubscriptionsDeleted } = Attributes;
  return [SubscriptionsConfirmed, SubscriptionsPending, SubscriptionsDeleted].map(Number);
};

const mailSubscription = async (Protocol = 'email') => {
  const fixture = await snsFixture();
  const TopicArn = await fixture.topic('t', { DisplayName: 'News' });
  await fixture.run('Subscribe', { TopicArn, Protocol, Endpoint: 'ada@example.com' });
  await fixture.pass(0);
  return { ...fixture, TopicArn, link: linkIn(fixture.world.mails[0]?.text) };
};

test('a mail asks for the confirmation; looking at its link changes nothing, the button does', async () => {
  const fixture = await mailSubscription();
  const { world, TopicArn, link } = fixture;
  expect(world.mails).toMatchObject([
    { to: ['ada@example.com'], subject: 'AWS Notification - Subscription Confirmation' },
  ]);
  expect(world.mails[0]?.text).toContain(TopicArn);

  const page = await get(fixture, link);
  const before = await stateOf(fixture, TopicArn);
  const done = await press(fixture, page);

  expect(page?.status).toBe(200);
  expect(page?.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(before).toEqual([0, 1, 0]);
  expect(done?.status).toBe(200);
  expect(await stateOf(fixture, TopicArn)).toEqual([1, 0, 0]);
});

test('messages come as mails with a link that ends them, and what ended can be taken back', async () => {
  const fixture = await mailSubscription();
  const { run, pass, world, TopicArn, link } = fixture;
  await press(fixture, await get(fixture, link));
  await run('Publish', { TopicArn, Message: 'It happened.', Subject: 'News!' });
  await pass(0);
  const [, notice] = world.mails;
  expect(notice).toMatchObject({ to: ['ada@example.com'], subject: 'News!' });
  expect(notice?.text).toMatch(/^It happened\.\n/);

  const page = await get(fixture, linkIn(notice?.text));
  const looked = await stateOf(fixture, TopicArn);
  await press(fixture, page);
  const ended = await stateOf(fixture, TopicArn);
  await pass(0);
  await run('Publish', { TopicArn, Message: 'Nobody hears it.' });
  await pass(0);
  await press(fixture, await get(fixture, linkIn(world.mails[2]?.text)));

  expect(looked).toEqual([1, 0, 0]);
  expect(ended).toEqual([0, 0, 1]);
  expect(world.mails).toHaveLength(3);
  expect(world.mails[2]?.subject).toBe('AWS Notification - Unsubscribe Confirmation');
  expect(await stateOf(fixture, TopicArn)).toEqual([1, 0, 1]);
});

test('email-json sends the whole notification', async () => {
  const fixture = await mailSubscription('email-json');
  const { run, pass, world, TopicArn, link } = fixture;
  await press(fixture, await get(fixture, link));

  await run('Publish', { TopicArn, Message: 'x' });
  await pass(0);

  expect(JSON.parse(world.mails[1]?.text ?? '')).toMatchObject({
    Type: 'Notification',
    Message: 'x',
  });
});

test('a mail that is not taken is sent later, as the same message', async () => {
  const fixture = await mailSubscription();
  const { run, pass, world, TopicArn, link } = fixture;
  await press(fixture, await get(fixture, link));
  const keys: string[] = [];
  world.mail = ({ key }) => {
    keys.push(key);
    return keys.length < 3 ? new Error('down') : undefined;
  };

  await run('Publish', { TopicArn, Message: 'x' });
  for (let times = 0; times < 4; times += 1) await pass(times === 0 ? 0 : 10);

  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
  expect(world.mails).toHaveLength(2);
});

test('a text in a link is shown as text', async () => {
  const fixture = await snsFixture();
  const evil = '"><script>alert(1)</script>';

  const page = await get(
    fixture,
    `${BASE}/confirmation.html?${new URLSearchParams({ TopicArn: evil, Token: evil, Endpoint: evil }).toString()}`,
  );

  expect(await page?.text()).not.toContain('<script');
});

test('a link that was not made here does nothing', async () => {
  const fixture = await snsFixture();
  const TopicArn = await fixture.topic('t');
  const arn = await fixture.queueSubscription(TopicArn, 'q');

  for (const query of [
    `SubscriptionArn=${arn}`,
    `SubscriptionArn=${arn}&Proof=${'0'.repeat(64)}`,
    'SubscriptionArn=nonsense',
    '',
  ]) {
    const answer = await get(fixture, `${BASE}/?Action=Unsubscribe&${query}`);
    expect(answer?.status).toBeGreaterThanOrEqual(400);
    expect(await answer?.text()).toContain('<ErrorResponse');
  }
  const confirmed = await get(fixture, `${BASE}/?Action=ConfirmSubscription&TopicArn=x&Token=y`);

  expect(confirmed?.status).toBe(400);
  expect(await stateOf(fixture, TopicArn)).toEqual([1, 0, 0]);
});

test('what is signed, or is for somebody else, is left to the API', async () => {
  const fixture = await snsFixture();

  for (const request of [
    new Request(`${BASE}/`),
    new Request(`${BASE}/?Action=ListTopics`),
    new Request(`${BASE}/?Action=Unsubscribe&X-Amz-Signature=0`),
    new Request(`${BASE}/?Action=Unsubscribe`, {
      headers: { authorization: 'AWS4-HMAC-SHA256 x' },
    }),
    new Request(`${BASE}/?Action=Unsubscribe`, { method: 'POST' }),
    new Request(`${BASE}/SimpleNotificationService-${'0'.repeat(32)}.pem`),
  ])
    expect(await fixture.sns.web.fetch(request)).toBeUndefined();
});

test('where unsubscribing needs a signature, a link does not do it', async () => {
  const fixture = await mailSubscription();
  const { run, world, pass, TopicArn, link } = fixture;
  const Token = new URL(link).searchParams.get('Token');
  const { SubscriptionArn } = await run<{ SubscriptionArn: string }>('ConfirmSubscription', {
    TopicArn,
    Token,
    AuthenticateOnUnsubscribe: 'true',
  });
  await run('Publish', { TopicArn, Message: 'x' });
  await pass(0);

  const done = await press(fixture, await get(fixture, linkIn(world.mails[1]?.text)));

  expect(done?.status).toBe(403);
  expect(await stateOf(fixture, TopicArn)).toEqual([1, 0, 0]);
  await run('Unsubscribe', { SubscriptionArn });
  expect(await stateOf(fixture, TopicArn)).toEqual([0, 0, 1]);
});

interface Received {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly document: Readonly<Record<string, string>>;
}

/** A subscriber as the Developer Guide describes it: a server that gets JSON and follows the links in it. */
const subscriber = async () => {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({
        headers: request.headers,
        document: JSON.parse(Buffer.concat(chunks).toString('utf8')),
      });
      response.end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { received, url: `http://127.0.0.1:${port}/hook` };
};

const SIGNED: Readonly<Record<string, readonly string[]>> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: [
    'Message',
    'MessageId',
    'SubscribeURL',
    'Timestamp',
    'Token',
    'TopicArn',
    'Type',
  ],
};

/** Checks a signature from nothing but the document and the certificate that it names. */
const isGenuine = async (
  fixture: SnsFixture,
  document: Readonly<Record<string, string>>,
): Promise<boolean> => {
  const answer = await get(fixture, document['SigningCertURL'] ?? '');
  const certificate = new X509Certificate((await answer?.text()) ?? '');
  const text = (SIGNED[document['Type'] ?? ''] ?? [])
    .filter((name) => document[name] !== undefined)
    .map((name) => `${name}\n${document[name]}\n`)
    .join('');
  return (
    certificate.verify(
      createPublicKey(certificate.publicKey.export({ type: 'spki', format: 'pem' })),
    ) &&
    verify(
      document['SignatureVersion'] === '2' ? 'sha256' : 'sha1',
      Buffer.from(text),
      certificate.publicKey,
      Buffer.from(document['Signature'] ?? '', 'base64'),
    )
  );
};

test.for(['1', '2'])(
  'a server is asked, confirms by the link, and can verify every message: signature version %s',
  async (SignatureVersion) => {
    const fixture = await snsFixture();
    const { run, topic, pass, world } = fixture;
    const { received, url } = await subscriber();
    const TopicArn = await topic('t', { SignatureVersion });
    // The real client takes what the service sends to a real server.
    const forward = async (): Promise<void> => {
      for (const request of world.requests.splice(0)) await systemOutbound.send(request);
    };
    await run('Subscribe', { TopicArn, Protocol: 'http', Endpoint: url });
    await pass(0);
    await forward();

    const confirmed = await get(fixture, received[0]?.document['SubscribeURL'] ?? '');
    await run('Publish', { TopicArn, Message: 'Grüezi', Subject: 'Hello' });
    await run('Publish', { TopicArn, Message: 'without subject' });
    await pass(0);
    await forward();

    expect(await confirmed?.text()).toMatch(
      /<ConfirmSubscriptionResponse.*<SubscriptionArn>arn:aws:sns:.*<\/SubscriptionArn>/,
    );
    expect(received.map(({ headers }) => headers['x-amz-sns-message-type'])).toEqual([
      'SubscriptionConfirmation',
      'Notification',
      'Notification',
    ]);
    for (const { document } of received) {
      expect(document['SignatureVersion']).toBe(SignatureVersion);
      expect(await isGenuine(fixture, document)).toBe(true);
      expect(await isGenuine(fixture, { ...document, Message: 'forged' })).toBe(false);
    }
  },
);

test('the link in a notification ends it, and the endpoint hears that it may take it back', async () => {
  const fixture = await snsFixture();
  const { run, topic, pass, world } = fixture;
  const TopicArn = await topic('t');
  await run('Subscribe', { TopicArn, Protocol: 'https', Endpoint: 'https://example.com/hook' });
  await pass(0);
  const last = () => JSON.parse(world.requests.at(-1)?.body ?? '');
  await get(fixture, last().SubscribeURL);
  await run('Publish', { TopicArn, Message: 'x' });
  await pass(0);

  const ended = await get(fixture, last().UnsubscribeURL);
  await pass(0);

  expect(await ended?.text()).toContain('<UnsubscribeResponse');
  expect(last()).toMatchObject({ Type: 'UnsubscribeConfirmation', TopicArn });
  expect(await run('ListSubscriptions', {})).toMatchObject({ Subscriptions: [] });
  await get(fixture, last().SubscribeURL);
  expect(await stateOf(fixture, TopicArn)).toEqual([1, 0, 1]);
});

test('CloudTrail tells who followed a link: the service itself', async () => {
  const fixture = await mailSubscription();
  await fixture.events();

  await press(fixture, await get(fixture, fixture.link));

  expect(await fixture.events()).toMatchObject([
    {
      record: {
        eventName: 'ConfirmSubscription',
        userIdentity: { type: 'AWSService', invokedBy: 'sns.amazonaws.com' },
      },
    },
  ]);
});
