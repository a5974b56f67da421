import { expect, test } from 'vitest';
import { sqsFixture, url } from './sqs.fixture.ts';

test('what nobody can see any more is removed in time', async () => {
  const fixture = await sqsFixture();
  const rows = (table: string): Promise<number> =>
    fixture.store.read(async (tx) => {
      const row = await tx.get<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`);
      return row?.n ?? -1;
    });
  await fixture.queue('short', { MessageRetentionPeriod: '60' });
  await fixture.queue('long.fifo', { ContentBasedDeduplication: 'true' });
  await fixture.queue('gone');
  await fixture.sqs('DeleteQueue', { QueueUrl: url('gone') });
  await fixture.send('short', 'x');
  await fixture.send('long.fifo', 'x', { MessageGroupId: 'g' });
  await fixture.bodies('long.fifo', { ReceiveRequestAttemptId: 'a' });
  await fixture.prepare();

  fixture.clock.advance({ minutes: 5 });
  await fixture.runner.runDue();

  expect(await rows('sqs_message')).toBe(1);
  expect(await rows('sqs_deduplication')).toBe(0);
  expect(await rows('sqs_receive_attempt')).toBe(0);
  expect(await rows('sqs_deleted_queue')).toBe(0);
  await fixture.send('short', 'y');
  fixture.clock.advance({ minutes: 5 });
  await fixture.runner.runDue();
  expect(await rows('sqs_message')).toBe(1);
});

test('the database holds no message in clear', async () => {
  const fixture = await sqsFixture();
  await fixture.queue('jobs', { SqsManagedSseEnabled: 'false' });
  await fixture.send('jobs', 'the secret text', {
    MessageAttributes: { a: { DataType: 'String', StringValue: 'also secret' } },
  });

  const rows = await fixture.store.read((tx) =>
    tx.all<Record<string, unknown>>('SELECT * FROM sqs_message'),
  );
  const stored = rows
    .flatMap((row) => Object.values(row))
    .map((value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value),
    )
    .join('\n');

  expect(stored).toContain('AIDAADMIN');
  expect(stored).not.toContain('secret');
});
