import { manualTimers } from '@gatehouse/testkit';
import { expect, test } from 'vitest';
import { sqsFixture, type SqsFixture, url } from './sqs.fixture.ts';

const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  let done = false;
  void promise.finally(() => {
    done = true;
  });
  // Everything in memory is done within a few turns.
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return done;
};

/** The service with timers that go off when the fixture's clock is advanced. */
const waiting = async (attributes: Readonly<Record<string, string>> = {}): Promise<SqsFixture> => {
  let later: ReturnType<typeof manualTimers> | undefined;
  const fixture = await sqsFixture({
    timers: {
      after: (milliseconds, fire) => {
        if (later === undefined) throw new Error('a timer is set before there is a clock');
        return later.after(milliseconds, fire);
      },
    },
  });
  later = manualTimers(fixture.clock);
  await fixture.queue('jobs', attributes);
  return fixture;
};

test('a receiver waits for a message, and only as long as it said', async () => {
  const fixture = await waiting();
  const receiving = fixture.bodies('jobs', { WaitTimeSeconds: 20 });

  expect(await settled(receiving)).toBe(false);
  fixture.clock.advance({ seconds: 19 });
  expect(await settled(receiving)).toBe(false);
  fixture.clock.advance({ seconds: 1 });
  expect(await receiving).toEqual([]);
});

test('a message ends the wait', async () => {
  const fixture = await waiting({ ReceiveMessageWaitTimeSeconds: '20' });
  const receiving = fixture.bodies('jobs');
  expect(await settled(receiving)).toBe(false);

  await fixture.send('jobs', 'here');

  expect(await receiving).toEqual(['here']);
});

test('of two who wait one gets the message, and the other goes on waiting', async () => {
  const fixture = await waiting();
  const both = [1, 2].map(() => fixture.bodies('jobs', { WaitTimeSeconds: 20 }));
  await settled(Promise.all(both));

  await fixture.send('jobs', 'one');
  expect(await Promise.race(both)).toEqual(['one']);
  await fixture.send('jobs', 'two');

  expect(new Set((await Promise.all(both)).flat())).toEqual(new Set(['one', 'two']));
});

test.for([
  ['delayed', 5],
  ['in flight', 30],
] as const)('a message that is %s ends the wait when it can be seen', async ([kind, seconds]) => {
  const fixture = await waiting({ VisibilityTimeout: '30' });
  await fixture.send('jobs', 'x', { DelaySeconds: kind === 'delayed' ? 5 : 0 });
  if (kind === 'in flight') await fixture.bodies('jobs');
  fixture.clock.advance({ seconds: seconds - 5 });
  const receiving = fixture.bodies('jobs', { WaitTimeSeconds: 20 });

  expect(await settled(receiving)).toBe(false);
  fixture.clock.advance({ seconds: 5 });

  expect(await receiving).toEqual(['x']);
});

test('a message that is given back ends the wait', async () => {
  const fixture = await waiting();
  await fixture.send('jobs', 'x');
  const { Messages } = await fixture.sqs<{ Messages: { ReceiptHandle: string }[] }>(
    'ReceiveMessage',
    { QueueUrl: url('jobs') },
  );
  const receiving = fixture.bodies('jobs', { WaitTimeSeconds: 20 });
  expect(await settled(receiving)).toBe(false);

  await fixture.sqs('ChangeMessageVisibility', {
    QueueUrl: url('jobs'),
    ReceiptHandle: Messages[0]?.ReceiptHandle,
    VisibilityTimeout: 0,
  });

  expect(await receiving).toEqual(['x']);
});

test('who waits at a queue that is deleted hears that it is gone', async () => {
  const fixture = await waiting();
  const receiving = fixture.bodies('jobs', { WaitTimeSeconds: 20 });
  const heard = receiving.catch((error: unknown) => error);
  await settled(heard);

  await fixture.sqs('DeleteQueue', { QueueUrl: url('jobs') });

  expect(await heard).toMatchObject({ name: 'QueueDoesNotExist' });
});

test('other work goes on while somebody waits', async () => {
  const fixture = await waiting();
  await fixture.queue('other');
  const receiving = fixture.bodies('jobs', { WaitTimeSeconds: 20 });
  await settled(receiving);

  await fixture.send('other', 'x');
  expect(await fixture.bodies('other')).toEqual(['x']);
  expect(await settled(receiving)).toBe(false);
  fixture.endWaits();

  expect(await receiving).toEqual([]);
});

test('when the server stops nobody waits any more', async () => {
  const fixture = await waiting();
  const receiving = fixture.bodies('jobs', { WaitTimeSeconds: 20 });
  await settled(receiving);

  fixture.endWaits();

  expect(await receiving).toEqual([]);
  expect(await fixture.bodies('jobs', { WaitTimeSeconds: 20 })).toEqual([]);
});
