import { startCloud } from '@gatehouse/testcloud';
import { expect, onTestFinished, test } from 'vitest';
import { ask } from './console.fixture.ts';

const PUBLIC = 'https://gatehouse.example.com';

const as = (host: string) => ({ host, origin: `https://${host}` });

test('behind a balancer that speaks TLS the console goes by its public name, and its cookie by TLS alone', async () => {
  const cloud = await startCloud({ flags: [`--console-url=${PUBLIC}`] });
  onTestFinished(() => cloud.stop());
  const key = cloud.client().credentials;

  const signedIn = await ask(cloud.console, '/api/session', {
    method: 'POST',
    body: { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey },
    headers: as('gatehouse.example.com'),
  });
  const stranger = await ask(cloud.console, '/', { headers: as('evil.example.com') });

  expect(signedIn.status).toBe(200);
  expect(String(signedIn.headers['set-cookie'])).toMatch(/; Secure/);
  expect(stranger.status).toBe(421);
});
