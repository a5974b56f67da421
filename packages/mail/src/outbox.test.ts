import { type Mail, silentLog, systemClock } from '@gatehouse/core';
import { coreMigrations, memoryStore, migrate, openPostgres, type Store } from '@gatehouse/store';
import { countingIds, manualClock, testPostgres } from '@gatehouse/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMailer } from './create-mailer.ts';
import { KEPT_MESSAGES } from './outbox.ts';

const server = await testPostgres();

const DATABASES: readonly (readonly [string, boolean, () => Promise<Store>])[] = [
  ['SQLite', true, memoryStore],
  [
    'PostgreSQL',
    server !== undefined,
    async () =>
      openPostgres({ url: (await server?.database()) ?? '', clock: systemClock, log: silentLog }),
  ],
];

const mail = (key: string, more: Partial<Mail> = {}): Mail => ({
  to: ['ada@example.com'],
  subject: `About ${key}`,
  text: 'Text',
  key,
  ...more,
});

describe.for(DATABASES)('the outbox on %s', ([, present, open]) => {
  const mailing = async () => {
    const store = await open();
    onTestFinished(() => store.close());
    const clock = manualClock();
    const made = createMailer({ store, clock, ids: countingIds(), log: silentLog });
    await migrate(store, [...coreMigrations, ...made.migrations]);
    return { ...made, store, clock };
  };

  test.runIf(present)('keeps what would have been sent, with all its parts', async () => {
    const { mailer, outbox, clock } = await mailing();

    await mailer.send(mail('k', { html: '<b>Text</b>', thread: 't', text: 'NUL \0 here' }));

    const [kept] = (await outbox.list({ limit: 10 })).messages;
    expect(kept).toMatchObject({
      to: ['ada@example.com'],
      subject: 'About k',
      text: 'NUL \u{fffd} here',
      html: '<b>Text</b>',
      thread: 't',
      sentAt: clock.now(),
    });
    expect(await outbox.get(kept?.id ?? '')).toEqual(kept);
    expect(await outbox.get('another')).toBeUndefined();
  });

  test.runIf(present)('keeps a message once, however often it is delivered', async () => {
    const { mailer, outbox } = await mailing();

    await mailer.send(mail('k'));
    await mailer.send(mail('k'));

    expect((await outbox.list({ limit: 10 })).messages).toHaveLength(1);
  });

  test.runIf(present)('lists the newest first and each once over all pages', async () => {
    const { mailer, outbox } = await mailing();
    for (const key of ['a', 'b', 'c', 'd', 'e']) await mailer.send(mail(key));

    const first = await outbox.list({ limit: 2 });
    await mailer.send(mail('late'));
    const second = await outbox.list({ limit: 2, before: first.next });
    const third = await outbox.list({ limit: 2, before: second.next });

    const subjects = [first, second, third].map(({ messages }) => messages.map((m) => m.subject));
    expect(subjects).toEqual([['About e', 'About d'], ['About c', 'About b'], ['About a']]);
    expect(third.next).toBeUndefined();
  });

  test.runIf(present)('keeps the newest and lets the oldest go', async () => {
    const { mailer, outbox, store } = await mailing();
    await mailer.send(mail('oldest'));
    await mailer.send(mail('newer'));
    await store.write((tx) =>
      tx.run(
        `UPDATE mail_message SET position = position + ${KEPT_MESSAGES - 1} WHERE mail_key = 'newer'`,
      ),
    );

    await mailer.send(mail('newest'));

    const { messages } = await outbox.list({ limit: 10 });
    expect(messages.map(({ subject }) => subject)).toEqual(['About newest', 'About newer']);
  });

  test.runIf(present)('refuses what could not be sent either', async () => {
    const { mailer, outbox } = await mailing();

    await expect(mailer.send(mail('k', { subject: 'a\nBcc: b' }))).rejects.toMatchObject({
      name: 'MailRefusedError',
    });

    expect((await outbox.list({ limit: 10 })).messages).toEqual([]);
  });
});
