import { startCloud } from '@gatehouse/testcloud';
import { expect, onTestFinished, test } from 'vitest';

test('no web page can reset a server or move its clock', async () => {
  const cloud = await startCloud({ iam: 'off', clock: 'manual' });
  onTestFinished(() => cloud.stop());
  const ask = async (path: string, headers: Record<string, string>): Promise<number> =>
    (await fetch(`${cloud.aws}${path}`, { method: 'POST', headers, body: '{"advance":"PT1H"}' }))
      .status;

  for (const path of ['/_gatehouse/reset', '/moto-api/reset', '/_gatehouse/clock']) {
    expect(await ask(path, { origin: 'https://example.com' })).toBe(403);
    expect(await ask(path, { origin: cloud.aws })).toBe(403);
    expect(await ask(path, { 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await ask(path, {})).toBe(200);
  }
});

test('a reset and a clock that moves do not exist where access is enforced', async () => {
  const cloud = await startCloud();
  onTestFinished(() => cloud.stop());

  for (const path of ['/_gatehouse/reset', '/_gatehouse/clock'])
    expect((await fetch(`${cloud.aws}${path}`, { method: 'POST' })).status).toBe(404);
  const other = await fetch(`${cloud.aws}/moto-api/reset`, { method: 'POST' });
  expect(other.status).toBeGreaterThanOrEqual(400);
});
