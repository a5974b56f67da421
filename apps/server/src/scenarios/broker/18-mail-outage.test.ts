import { afterAll, expect, test } from 'vitest';
import { brokerCloud } from './broker.fixture.ts';
import { mailServer } from './smtp.fixture.ts';

const smtp = await mailServer();
const story = await brokerCloud({
  flags: [`--smtp-url=smtp://127.0.0.1:${smtp.port}`, '--smtp-from=gatehouse@example.com'],
});
afterAll(async () => {
  await story.stop();
  await smtp.close();
});

const SECURITY = ['bob@example.com', 'carol@example.com', 'dave@example.com'];

/** Who got mail about a request with these words, once for each message. */
const told = (id: string, words: string): readonly string[] =>
  smtp.received
    .map(({ to, source }) => ({ to, text: source.replaceAll('=\r\n', '') }))
    .filter(({ text }) => text.includes(id) && text.includes(words))
    .flatMap(({ to }) => to)
    .toSorted();

/** Time goes by in steps, after each of which the server does what is due. */
const wait = async (steps: number, duration: string): Promise<void> => {
  for (let step = 0; step < steps; step += 1) await story.advance(duration);
};

test('mail that is refused for hours arrives when it is taken again, each message once', async () => {
  smtp.answer(451);
  const { id } = await story.ask('alice');
  await wait(12, 'PT30M');
  expect(smtp.received).toEqual([]);

  smtp.answer(undefined);
  await wait(2, 'PT30M');

  expect(told(id, 'asks for temporary elevated access')).toEqual(SECURITY);
});

test('a weekend without mail loses no notice of what is still to decide, nor of what is over', async () => {
  smtp.answer(421);
  const { id } = await story.granted();
  await wait(12, 'PT4H');
  const late = await story.ask('alice');

  smtp.answer(undefined);
  await wait(2, 'PT30M');

  expect(told(id, 'Your request was approved')).toEqual(['alice@example.com']);
  expect(told(late.id, 'asks for temporary elevated access')).toEqual(SECURITY);
});
