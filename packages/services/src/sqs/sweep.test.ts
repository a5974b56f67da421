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
