import { silentLog, systemClock } from '@gatehouse/core';
import { memoryStore, migrate } from '@gatehouse/store';
import { expect, onTestFinished, test } from 'vitest';
import { type Config, readConfig } from './config.ts';
import { openMailing } from './mailing.ts';

const config = (...flags: readonly string[]): Config => readConfig(flags, {}, () => '');

const open = async (settings: Config) => {
  const store = await memoryStore();
  onTestFinished(() => store.close());
  return { ...openMailing(settings, store, systemClock, silentLog), store };
};

test('without a mail server mail is kept', async () => {
  const { mailer, outbox, migrations, store } = await open(config());
  await migrate(store, migrations);

  await mailer.send({ to: ['ada@example.com'], subject: 's', text: 't', key: 'k' });

  expect((await outbox.list({ limit: 1 })).messages).toHaveLength(1);
});

test.for([
  ['--smtp-url=http://example.com', 'expected smtp://'],
  ['--smtp-url=smtp://user:secret@example.com', 'the password belongs in smtpPasswordFile'],
  ['--smtp-from=nobody', 'expected a mail address'],
])('the setting %s is refused: %s', ([flag = '', message = '']) => {
  expect(() => config(flag)).toThrow(message);
});

test('a server without a sender, or with a password file that is not there, is refused', async () => {
  const url = '--smtp-url=smtps://gatehouse@mail.example.com';

  await expect(open(config(url))).rejects.toThrow('GATEHOUSE_SMTP_FROM');
  await expect(
    open(config(url, '--smtp-from=a@example.com', '--smtp-password-file=/none/at/all')),
  ).rejects.toThrow('password file of the mail server cannot be read');
});
