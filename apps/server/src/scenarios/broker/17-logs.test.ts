import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServerProcess } from '@gatehouse/testcloud';
import { expect, onTestFinished, test } from 'vitest';
import { brokerStory } from './broker.fixture.ts';

const profile = (text: string, name: string) => {
  const found = new RegExp(
    String.raw`\[${name}\]\naws_access_key_id = (\S+)\naws_secret_access_key = (\S+)`,
  ).exec(text);
  return { accessKeyId: found?.[1] ?? '', secretAccessKey: found?.[2] ?? '' };
};

test('a server that logs everything logs no credential, token, code or justification', async () => {
  const data = mkdtempSync(join(tmpdir(), 'gatehouse-logs-'));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  const server = await startServerProcess(data, ['--clock=manual', '--log=debug']);
  onTestFinished(async () => {
    await server.stop();
  });
  const keys = profile(readFileSync(join(data, 'aws', 'credentials'), 'utf8'), 'security');
  const story = await brokerStory({
    aws: server.aws,
    console: server.console,
    consolePasswords: join(data, 'console-passwords'),
    pool: { ...server.client, credentials: keys },
  });

  const { id } = await story.granted();
  const credentials = await story.credentials('alice', id);
  const { body } = await story
    .api('alice')
    .post(`/v1/requests/${id}/sessions`, { kind: 'console' });
  await story.api('bob').post(`/v1/requests/${id}/end`);
  await story.advance('PT1M');
  const { accessToken, refreshToken = '', totpSecret = '' } = await story.people.signedIn('alice');
  await server.stop();

  const log = server.log();
  for (const secret of [
    credentials.SecretAccessKey,
    credentials.SessionToken,
    new URL(body.url ?? '').searchParams.get('SigninToken') ?? '',
    accessToken,
    refreshToken,
    totpSecret,
    'Repair of a bucket',
  ]) {
    expect(secret.length).toBeGreaterThan(10);
    expect(log).not.toContain(secret);
  }
});
