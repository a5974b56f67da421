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

test('others get their turn while much is computed', async () => {
  const { run, at } = await cloudWatchFixture();
  const Expression = Array.from({ length: 100 }, () => 'TIME_SERIES(1)').join('+');
  let turns = 0;
  const counting = setInterval(() => (turns += 1), 0);

  await run('GetMetricData', {
    MetricDataQueries: [{ Id: 'e', Expression, Period: 60 }],
    StartTime: at(-10 * 86_400),
    EndTime: at(0),
  });
  clearInterval(counting);

  expect(turns).toBeGreaterThan(5);
});

test('bands within bands are refused at once, in expressions and by names, also where there are no data', async () => {
  const { run, at } = await cloudWatchFixture();
  const ask = (...expressions: readonly string[]): Promise<unknown> =>
    run('GetMetricData', {
      MetricDataQueries: [
        {
          Id: 'm',
          MetricStat: { Metric: { Namespace: 'app', MetricName: 'none' }, Period: 60, Stat: 'Sum' },
        },
        ...expressions.map((Expression, index) => ({ Id: `e${index}`, Expression })),
      ],
      StartTime: at(-3600),
      EndTime: at(0),
    });
  const nested = Array.from({ length: 40 }).reduce<string>(
    (inner) => `FIRST(ANOMALY_DETECTION_BAND(${inner}))`,
    'm',
  );

  await expect(ask(nested)).rejects.toThrow('ANOMALY_DETECTION_BAND cannot be nested');
  await expect(
    ask('ANOMALY_DETECTION_BAND(e1)', 'FIRST(ANOMALY_DETECTION_BAND(m))'),
  ).rejects.toThrow('ANOMALY_DETECTION_BAND cannot be nested');
  await ask('ANOMALY_DETECTION_BAND(m)');
});

test('what is filled of many series counts before it is made', async () => {
  const { run, at, put } = await cloudWatchFixture();
  for (let host = 0; host < 12; host += 1)
    await put('calls', [[-60, 1]], { Dimensions: [{ Name: 'host', Value: `h${host}` }] });

  const filled = run('GetMetricData', {
    MetricDataQueries: [{ Id: 'e', Expression: "FILL(SEARCH('calls', 'Sum', 1), 0)" }],
    StartTime: at(-900_000),
    EndTime: at(0),
  });

  await expect(filled).rejects.toThrow('It computes more than 5000000 datapoints');
});

test('a search takes little time, whatever the texts of metrics and however many words', async () => {
  const { run, at, put } = await cloudWatchFixture();
  const Dimensions = Array.from({ length: 30 }, (_, index) => ({
    Name: `d${index}`,
    Value: 'A'.repeat(1023) + String(index % 10),
  }));
  await put('calls', [[-60, 1]], { Dimensions });
  const words = Array.from({ length: 200 }, () => 'x').join(' OR ');
  const begun = performance.now();

  await run('GetMetricData', {
    MetricDataQueries: [{ Id: 'e', Expression: `SEARCH('${words}', 'Sum', 60)` }],
    StartTime: at(-3600),
    EndTime: at(0),
  });

  expect(performance.now() - begun).toBeLessThan(1000);
});

test.for(['-60', '0', '7', '0.5', '0/0'])('SEARCH has no period of %s', async (period) => {
  const { run, at, put } = await cloudWatchFixture();
  await put('calls', [[-60, 1]]);

  const asked = run('GetMetricData', {
    MetricDataQueries: [{ Id: 'e', Expression: `SEARCH('calls', 'Sum', ${period})` }],
    StartTime: at(-3600),
    EndTime: at(0),
  });

  await expect(asked).rejects.toThrow('The parameter Period must be a value in the set');
});

test('no more metrics are read for one request than others can wait for', async () => {
  const { run, at, put } = await cloudWatchFixture();
  for (let host = 0; host < 30; host += 1)
    await put('calls', [[-60, 1]], { Dimensions: [{ Name: 'host', Value: `h${host}` }] });

  const asked = run('GetMetricData', {
    MetricDataQueries: Array.from({ length: 400 }, (_, index) => ({
      Id: `e${index}`,
      Expression: "SEARCH('calls', 'Sum', 60)",
    })),
    StartTime: at(-3600),
    EndTime: at(0),
  });

  await expect(asked).rejects.toThrow('You have requested more than 10000 metrics.');
});
