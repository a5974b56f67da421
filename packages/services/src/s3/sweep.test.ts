import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { bodyText, s3Fixture } from './s3.fixture.ts';

const idOf = (text: string): string => createHash('sha256').update(text).digest('hex');

test('what no object is made of any more goes from disk a day later, and nothing else', async () => {
  const { s3, bucket, put, text, blobs, prepare, clock, runner } = await s3Fixture();
  const Bucket = await bucket('swept-bucket');
  for (const body of ['kept', 'gone', 'shared']) await put(Bucket, body, body);
  await s3('CopyObject', { Bucket, Key: 'copy', CopySource: `${Bucket}/shared` });
  for (const Key of ['gone', 'shared']) await s3('DeleteObject', { Bucket, Key });
  await prepare();

  // The files have the time of the machine, which is behind this.
  clock.advance({ days: 10_000 });
  await runner.runDue();

  expect([await text(Bucket, 'kept'), await text(Bucket, 'copy')]).toEqual(['kept', 'shared']);
  await expect(bodyText(blobs.read(idOf('gone')))).rejects.toMatchObject({ code: 'ENOENT' });
});
