import { expect, test } from 'vitest';
import { at, call, dice, feed, steady, times } from './calls.fixture.ts';
import { createInsightsModel, chartOf } from './index.ts';
import type { ApiCall } from './model.ts';

const INTRUDER = 'arn:aws:iam::111122223333:user/mallory';
const subject = {
  account: '111122223333',
  region: 'eu-central-1',
  source: 'ec2.amazonaws.com',
  name: 'RunInstances',
  errorCode: undefined,
};

test('a burst far above a week of steady calls starts one insight and ends it, with averages, durations and attributions', () => {
  const model = createInsightsModel();
  feed(model, steady(8));
  const burst = [0, 1, 2].flatMap((minute) =>
    times(50, at(8, 0, minute), { userIdentityArn: INTRUDER, userAgent: undefined }),
  );

  const during = feed(model, burst);
  const open = model.open();
  const after = feed(model, [call(at(8, 0, 10)), call(at(8, 0, 20))]);

  expect(during).toHaveLength(1);
  expect(during[0]).toMatchObject({
    ...subject,
    type: 'ApiCallRateInsight',
    state: 'Start',
    startedAt: at(8),
    insightAverage: 50,
    insightDuration: 1,
    baselineDuration: 10_080,
  });
  expect(during[0]?.baselineAverage).toBeCloseTo(0.1, 3);
  expect(during[0]?.probability).toBeLessThan(1e-20);
  expect(during[0]?.score).toBeGreaterThan(75);
  expect(open.map(({ key }) => key)).toEqual([during[0]?.key]);
  expect(after).toHaveLength(1);
  expect(after[0]).toMatchObject({
    state: 'End',
    key: during[0]?.key,
    endedAt: at(8, 0, 3),
    insightAverage: 50,
    insightDuration: 3,
  });
  expect(after[0]?.attributions).toMatchObject([
    {
      attribute: 'userIdentityArn',
      insight: [{ value: INTRUDER, average: 50 }],
      baseline: [{ value: 'arn:aws:iam::111122223333:role/deploy' }],
    },
    { attribute: 'userAgent', insight: [{ value: 'null', average: 50 }] },
    { attribute: 'errorCode', insight: [{ value: 'null', average: 50 }] },
  ]);
  expect(model.open()).toEqual([]);
});

test('an error rate is told per error code, of reads too, without an attribution of the code', () => {
  const model = createInsightsModel();
  feed(model, steady(8));
  const denied = times(40, at(8), {
    name: 'DescribeInstances',
    write: false,
    errorCode: 'Client.UnauthorizedOperation',
    userIdentityArn: INTRUDER,
  });

  const said = [...feed(model, denied), ...model.advance(at(8, 0, 30))];

  expect(said.map(({ type, state, errorCode, name }) => [type, state, errorCode, name])).toEqual([
    ['ApiErrorRateInsight', 'Start', 'Client.UnauthorizedOperation', 'DescribeInstances'],
    ['ApiErrorRateInsight', 'End', 'Client.UnauthorizedOperation', 'DescribeInstances'],
  ]);
  expect(said[0]?.baselineAverage).toBe(0);
  expect(said[0]?.attributions.map(({ attribute }) => attribute)).toEqual([
    'userIdentityArn',
    'userAgent',
  ]);
  expect(said[0]?.because.join(' ')).toContain('new here');
});

test('nothing is said in the first seven days of an account and Region', () => {
  const model = createInsightsModel();

  const said = [...feed(model, steady(6)), ...feed(model, times(500, at(6, 1)))];

  expect([...said, ...model.advance(at(6, 12))]).toEqual([]);
});

test('bursts like those of the week before are usual; one ten times as large is not', () => {
  const chance = dice(3);
  const deployments: ApiCall[] = [];
  for (let day = 0; day < 12; day++) {
    deployments.push(...times(25 + Math.floor(chance() * 10), at(day, 14)), call(at(day, 15)));
  }
  const model = createInsightsModel([], { gaps: false });

  const usual = feed(model, deployments);
  const unusual = [...feed(model, times(300, at(12, 3))), ...model.advance(at(12, 4))];

  expect(usual).toEqual([]);
  expect(unusual.map(({ state }) => state)).toEqual(['Start', 'End']);
});

test('late calls go to their minute, and a minute that they make unusual is told', () => {
  const model = createInsightsModel();
  feed(model, steady(8));
  feed(model, [call(at(8, 0, 12))]);

  const late = feed(model, times(60, at(8, 0, 2)));
  const said = [...late, ...feed(model, [call(at(8, 0, 13))])];

  expect(said.map(({ state, startedAt }) => [state, startedAt])).toEqual([
    ['Start', at(8, 0, 2)],
    ['End', at(8, 0, 2)],
  ]);
});

test('a call from the far future does not move the time of its account and Region', () => {
  const model = createInsightsModel();
  feed(model, steady(8));

  feed(model, [call(at(4000))]);
  const said = [...feed(model, times(60, at(8, 0, 2))), ...feed(model, [call(at(8, 0, 3))])];

  expect(said).toHaveLength(1);
});

test('the logs of one Region may be read after those of another', () => {
  const model = createInsightsModel();
  const other = { region: 'us-east-1' };

  const first = [...feed(model, steady(20)), ...feed(model, times(99, at(20)))];
  const second = [...feed(model, steady(9, other)), ...feed(model, times(99, at(9), other))];
  const rest = model.advance(at(21));

  expect([...first, ...second]).toEqual([]);
  expect(rest.map(({ region, state }) => `${region} ${state}`)).toEqual([
    'eu-central-1 Start',
    'eu-central-1 End',
    'us-east-1 Start',
    'us-east-1 End',
  ]);
});

test('a nightly call that does not come is a gap, which ends when it comes again', () => {
  const model = createInsightsModel();
  const nightly = { source: 'backup.amazonaws.com', name: 'StartBackupJob' };
  const calls = steady(9, { write: false, name: 'DescribeInstances' });
  for (let night = 0; night < 8; night++) calls.push(call(at(night, 2), nightly));
  calls.sort((a, b) => a.at - b.at);
  const quiet = Array.from({ length: 144 }, (_, index) =>
    call(at(9, 0, index * 10), { write: false, name: 'DescribeInstances' }),
  );

  const before = feed(model, calls);
  const gap = [...before, ...feed(model, quiet)];
  const back = feed(model, [call(at(10, 2), nightly)]);

  expect(gap.map(({ type, state, name }) => [type, state, name])).toEqual([
    ['ApiCallGap', 'Start', 'StartBackupJob'],
  ]);
  expect(gap[0]?.because[0]).toContain('every 24 hours');
  expect(back.map(({ type, state }) => [type, state])).toEqual([['ApiCallGap', 'End']]);
});

test('a trail that is silent as a whole is no gap of each of its APIs, nor are nights and weekends', () => {
  const model = createInsightsModel();
  const officeHours: ApiCall[] = [];
  for (let day = 0; day < 28; day++) {
    if (day % 7 > 4) continue;
    for (let hour = 9; hour < 17; hour++) officeHours.push(...times(3, at(day, hour)));
  }
  const everyHour = { name: 'PutObject', source: 's3.amazonaws.com', region: 'us-east-1' };

  const people = feed(model, officeHours);
  feed(model, steady(8, everyHour));
  const afterOutage = feed(model, [call(at(10), everyHour)]);

  expect([...people, ...afterOutage, ...model.advance(at(40))]).toEqual([]);
});

test('an API called many times every hour is told when it falls far below its quietest hour', () => {
  const model = createInsightsModel();
  for (let minute = 0; minute < 8 * 1440; minute += 5) feed(model, times(4, at(0, 0, minute)));

  const slow = Array.from({ length: 6 }, (_, index) => call(at(8, index, 30)));

  expect(feed(model, slow).map(({ type, state }) => [type, state])).toEqual([
    ['ApiCallGap', 'Start'],
  ]);
});

test('restored from its rows at any moment, the model says what it would have said', () => {
  const calls = [
    ...steady(8),
    ...times(60, at(8)),
    ...times(70, at(8, 0, 1)),
    call(at(8, 0, 9)),
    ...times(20, at(8, 2), { name: 'CreateKeyPair' }),
    call(at(8, 3)),
  ];
  const whole = createInsightsModel();
  const expected = feed(whole, calls);
  const rows = new Map<string, string>();
  let model = createInsightsModel();
  const said = calls.flatMap((each, index) => {
    if (index % 97 === 0 || index > 1150) {
      for (const { key, value } of model.changes()) {
        if (value === undefined) rows.delete(key);
        else rows.set(key, value);
      }
      model = createInsightsModel([...rows].map(([key, value]) => ({ key, value })));
    }
    return [...model.observe(each)];
  });

  expect(expected.length).toBeGreaterThan(1);
  expect(said).toEqual(expected);
  expect(Math.max(...[...rows.values()].map(({ length }) => length))).toBeLessThan(4096);
  expect(model.changes().length).toBeGreaterThan(0);
  expect(model.changes()).toEqual([]);
});

test('what is kept is bounded whatever names come, and rows of what is dropped are taken away', () => {
  const model = createInsightsModel([], { maximumSeries: 100 });
  const rows = new Set<string>();
  for (let index = 0; index < 2000; index++) {
    model.observe(call(at(0, 0, index), { name: `Name|${index}`, region: `r${index % 300}` }));
    for (const { key, value } of model.changes()) {
      if (value === undefined) rows.delete(key);
      else rows.add(key);
    }
  }

  expect([...rows].filter((key) => key.startsWith('series|')).length).toBeLessThanOrEqual(100);
  expect(rows.size).toBeLessThan(300);
});

test.for([
  ['another account', '444455556666'],
  ['its own account, in Regions without end', '111122223333'],
] as const)(
  'calls of what nobody ever called, by %s, do not push out what others are compared with',
  ([, account]) => {
    const model = createInsightsModel([], { maximumSeries: 100 });
    feed(model, steady(8));

    for (let index = 0; index < 2000; index++)
      model.observe(
        call(at(8, 0, index), { account, name: `Name${index}`, region: `r-${index % 300}` }),
      );

    expect(model.baseline(subject)?.duration).toBeGreaterThan(10_000);
  },
);

test('a week of calls by chance starts no insight at all', () => {
  const model = createInsightsModel();
  const chance = dice(11);
  const said = [];
  for (let minute = 0; minute < 21 * 1440; minute++) {
    // Between 0 and 12 a minute, and now and then a batch of up to 40.
    const count = chance() < 0.002 ? 40 * chance() : 12 * chance() * chance();
    for (let index = 0; index < Math.floor(count); index++) {
      said.push(...model.observe(call(at(0, 0, minute) + index)));
    }
  }

  expect(said).toEqual([]);
  expect(model.baseline(subject)).toMatchObject({ duration: expect.any(Number) });
  expect(model.baseline(subject)?.threshold).toBeGreaterThan(40);
});

test('charts have a point for every period, with the baseline beside it', () => {
  const model = createInsightsModel();
  feed(model, steady(8));

  const hours = model.hours(subject);
  const minutes = chartOf(
    [at(8), at(8) + 1, at(8, 0, 2)],
    { from: at(8), to: at(8, 0, 4), periodMinutes: 1 },
    model.baseline(subject),
  );

  expect(hours).toHaveLength(192);
  expect(hours[5]).toMatchObject({ at: at(0, 5), count: 6 });
  expect(hours[5]?.expected).toBeCloseTo(6, 1);
  expect(minutes.map(({ count }) => count)).toEqual([2, 0, 1, 0]);
  expect(minutes[0]?.high).toBeGreaterThan(5);
});
