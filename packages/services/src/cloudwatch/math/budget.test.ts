import { expect, test } from 'vitest';
import { cloudWatchFixture } from '../cloudwatch.fixture.ts';

test('a request that would keep the server busy is refused instead', async () => {
  const { run, at } = await cloudWatchFixture();
  const ask = (Expression: string, days: number): Promise<unknown> =>
    run('GetMetricData', {
      MetricDataQueries: [{ Id: 'e1', Expression, Period: 60 }],
      StartTime: at(-days * 86_400),
      EndTime: at(0),
    });

  await expect(ask('TIME_SERIES(1)', 10_000)).rejects.toThrow('The period is too short');
  const sum = Array.from({ length: 100 }, () => 'TIME_SERIES(1)').join('+');
  await expect(ask(sum, 60)).rejects.toThrow('It computes more than 5000000 datapoints');
  await ask(sum, 1);
});
