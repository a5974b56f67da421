import { expect, test } from 'vitest';
import { compileQuery, TooMuchMemory } from './index.ts';
import { ask } from './queries.fixture.ts';

const EVENTS = [
  { n: 1, who: { name: 'ann', keys: ['k1', { id: 'k2' }] }, ok: true, ms: 10.25, ip: '10.1.2.3' },
  { n: 2, who: { name: 'bob' }, ok: false, ms: '20', error: 'AccessDenied', ip: '2001:db8::1' },
  { n: 10, error: 'Client.AccessDenied', 'odd.name': 'dot', text: '' },
  'user=cid, method:login, took 15',
  '2026/03/02 INFO {"n":7,"inner":{"deep":true}}',
];

/** Which of the events, by their order, a condition lets through. */
test.for([
  ['n = 2', [1]],
  ['n = "2"', [1]],
  ['n != 2', [0, 2, 4]],
  ['n > 1 and n < 10', [1, 4]],
  ['n >= 2 and not n = 10', [1, 4]],
  ['n in [1, 10]', [0, 2]],
  ['n not in [1, 10] and ispresent(n)', [1, 4]],
  ['who.name = "ann" or who.name = \'bob\'', [0, 1]],
  ['who.keys.0 = "k1"', [0]],
  ['who.keys[1].id = "k2"', [0]],
  ['ok = true', [0]],
  ['ok = 1', [0]],
  ['ok = "false"', [1]],
  ['ok', [0]],
  ['inner.deep', [4]],
  ['ms > 10', [0, 1]],
  ['ms + n * 2 = 24', [1]],
  ['n % 2 = 1 and 2 ^ 3 = 8 and -n < 0 and (n - 1) / 2 = 0', [0]],
  ['error like "Denied"', [1, 2]],
  ['error like /^Access/', [1]],
  ['error =~ /(?i)^client\\.a/', [2]],
  ['error not like /Client/ and ispresent(error)', [1]],
  ['error like /\\bAccess\\w+$/', [1, 2]],
  ['`odd.name` = "dot"', [2]],
  ['odd.name = "dot"', [2]],
  ['isempty(text) and ispresent(text)', [2]],
  ['isblank(who.name)', [2, 3, 4]],
  ['@message like /took (1[0-9]|20)\\b/', [3]],
  ['isIpv4InSubnet(ip, "10.0.0.0/8")', [0]],
  ['isIpv6InSubnet(ip, "2001:db8::/32")', [1]],
  ['isIpInSubnet(ip, "0.0.0.0/0") or isIpInSubnet(ip, "::/0")', [0, 1]],
  ['isValidIp(ip) and not isValidIpV4(ip)', [1]],
  ['strcontains(error, "Denied") = 1', [1, 2]],
  ['strlen(error) = 12', [1]],
  ['toupper(who.name) = "ANN" and tolower("B") = "b"', [0]],
  ['substr(error, 0, 6) = "Client"', [2]],
  ['replace(who.name, "b", "rr") = "rrorr"', [1]],
  ['concat(who.name, "-", n) = "ann-1"', [0]],
  ['trim("  x ") = "x" and ltrim("xxa", "x") = "a" and rtrim("a ") = "a" and n = 1', [0]],
  ['coalesce(error, who.name) = "ann"', [0]],
  ['abs(0 - n) = 10 and ceil(1.2) = 2 and floor(1.8) = 1', [2]],
  ['greatest(n, 5) = 10 and least(n, 5) = 5 and sqrt(9) = 3 and log(1) = 0', [2]],
  ['mod(n, 3) = 2', [1]],
  ['@timestamp = 1772445600000', [0]],
  ['toMillis(datefloor(@timestamp, 5m)) = 1772445300000', [1, 2, 3, 4]],
  ['toMillis(dateceil(@timestamp, 1h)) = 1772445600000 and fromMillis(0) = 0', [0, 1, 2, 3, 4]],
  ['now() = 1772445600 and n = 1', [0]],
  ['if(n = 1, "a", "b") = "a"', [0]],
  ['@logStream = "s1"', [1, 3]],
  ['n = 1 # and n = 2\n or n = 10', [0, 2]],
] as const)('filter %s', ([condition, expected]) => {
  const { rows } = ask(`filter ${condition} | fields @message`, EVENTS);

  const texts = EVENTS.map((event) => (typeof event === 'string' ? event : JSON.stringify(event)));
  expect(rows.map((row) => texts.indexOf(row['@message'] ?? ''))).toEqual(expected);
});

const ROWS = [
  ['limit 1 | fields n', [{ n: '1' }]],
  ['fields n as m, m + 1 as more | limit 1', [{ m: '1', more: '2' }]],
  ['fields n | display who.name, n / 3 | limit 1', [{ 'who.name': 'ann', 'n / 3': '0.3333' }]],
  ['fields n | sort n desc | limit 2', [{ n: '10' }, { n: '7' }]],
  [
    'fields error, n | filter ispresent(n) | sort error, n desc | limit 2',
    [{ n: '7' }, { n: '1' }],
  ],
  [
    'sort @timestamp asc | limit 1 | fields @timestamp',
    [{ '@timestamp': '2026-03-02 09:56:00.000' }],
  ],
  [
    'parse @message "user=*, method:*, took *" as who, how, ms | filter how = "login" | display who, ms * 2',
    [{ who: 'cid', 'ms * 2': '30' }],
  ],
  [
    'parse @message /method:(?<how>\\w+)/ | filter ispresent(how) | display how',
    [{ how: 'login' }],
  ],
  [
    'parse /(\\w+)=(?<v>\\w+)/ as k | filter ispresent(k) | display k, v',
    [{ k: 'user', v: 'cid' }],
  ],
  ['fields jsonParse(\'{"a":[{"b":5}]}\') as j | display j.a[0].b | limit 1', [{ 'j.a.0.b': '5' }]],
  [
    'stats count(*), count(error), sum(ms), avg(ms) as mean',
    [{ 'count(*)': '5', 'count(error)': '2', 'sum(ms)': '30.25', mean: '15.125' }],
  ],
  [
    'stats min(n), max(n), median(n), pct(n, 90), stddev(n) as s',
    [{ 'min(n)': '1', 'max(n)': '10', 'median(n)': '4.5', 'pct(n, 90)': '10', s: '4.2426' }],
  ],
  [
    'stats count_distinct(@logStream) as streams, latest(n) as last, earliest(n) as first',
    [{ streams: '2', last: '1', first: '7' }],
  ],
  [
    'stats sortsFirst(who.name), sortsLast(who.name), latest(@timestamp) as t',
    [{ 'sortsFirst(who.name)': 'ann', 'sortsLast(who.name)': 'bob', t: '1772445600000' }],
  ],
  [
    'stats count(*) as c by bin(2m) as t | sort t | limit 2',
    [
      { t: '2026-03-02 09:56:00.000', c: '2' },
      { t: '2026-03-02 09:58:00.000', c: '2' },
    ],
  ],
  [
    'stats max(n) - min(n) as spread, spread * 2 as twice by @logStream | sort spread desc',
    [
      { '@logStream': 's0', spread: '9', twice: '18' },
      { '@logStream': 's1', spread: '0', twice: '0' },
    ],
  ],
  [
    'stats count(*) as c by @logStream, bin(10m) | stats max(c) as top, count(*) as groups',
    [{ top: '2', groups: '3' }],
  ],
  ['stats count(*) as c by error | filter c > 2', [{ c: '3' }]],
  ['filter n = 99 | stats count(*)', []],
  [
    'stats count(*) by datefloor(@timestamp, 1mo)',
    [{ 'datefloor(@timestamp, 1mo)': '2026-03-01 00:00:00.000', 'count(*)': '5' }],
  ],
  [
    'filter @message like /took|INFO/ | pattern @message | display @pattern, @sampleCount | limit 1',
    [{ '@pattern': 'user=cid, method:login, took <*>', '@sampleCount': '1' }],
  ],
] as const;

test.for(ROWS)('%s', ([text, expected]) => {
  expect(ask(text, EVENTS).rows).toEqual(expected);
});

test('without fields the time and the message are shown, and what matched is counted before it is cut', () => {
  const { rows, run } = ask('filter ispresent(n) | limit 2', EVENTS);

  expect(rows.map((row) => Object.keys(row))).toEqual([
    ['@timestamp', '@message'],
    ['@timestamp', '@message'],
  ]);
  expect(run.statistics()).toMatchObject({ recordsMatched: 4, recordsScanned: 5 });
});

test('limit any reads no further than it must', () => {
  const { rows, run } = ask('limit any 2', EVENTS);

  expect(rows).toHaveLength(2);
  expect(run.statistics().recordsScanned).toBe(2);
});

test('dedup keeps the first by its order, and whatever lacks a field', () => {
  const events = [{ a: 1, n: 1 }, { a: 1, n: 5 }, { n: 3 }, { a: 2, n: 2 }, { n: 4 }];

  const plain = ask('fields n | dedup a', events);
  const sorted = ask('fields n | sort n desc | dedup a | limit 3', events);

  expect(plain.rows.map(({ n }) => n)).toEqual(['1', '3', '2', '4']);
  expect(sorted.rows.map(({ n }) => n)).toEqual(['5', '4', '3']);
});

test('texts sort by their chunks, behind what is missing and before numbers', () => {
  const values = ['b10', 'b9', '7', 'a', undefined, '30'];

  const { rows } = ask(
    'fields v | sort v',
    values.map((v) => ({ v })),
  );

  expect(rows.map(({ v }) => v)).toEqual([undefined, 'a', 'b9', 'b10', '7', '30']);
});

test('what is known by now can be told at any time without changing what comes', () => {
  const compiled = compileQuery('stats count(*) as c by n | sort n desc | limit 1');
  if ('problem' in compiled) throw new Error(compiled.problem.message);
  const run = compiled.start({ now: new Date(0) });
  const record = { at: 0, ingestedAt: 0, stream: 's', log: 'l', pointer: () => 'p' };

  run.take({ ...record, message: '{"n":1}' });
  const early = run.preview();
  run.take({ ...record, message: '{"n":2}' });

  expect(early).toEqual([
    [
      ['n', '1'],
      ['c', '1'],
    ],
  ]);
  expect(run.preview()).toEqual(run.end());
});

test('lines of Lambda and of flow logs have fields of their own; long numbers keep their digits', () => {
  const report =
    'REPORT RequestId: 6f-1\tDuration: 12.5 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB\t';
  const flow = '2 123456789010 eni-1 10.0.0.1 10.0.0.2 443 49152 6 20 4249 1 2 REJECT OK';

  const lambda = ask('stats max(@memorySize / 1000 / 1000) as mb, avg(@duration) as ms by @type', [
    report,
  ]);
  const rejected = ask('filter action = "REJECT" | stats sum(bytes) as b by srcAddr', [flow]);
  const long = ask('display id', ['{"id":12345678901234567890}']);

  expect(lambda.rows).toEqual([{ '@type': 'REPORT', mb: '128', ms: '12.5' }]);
  expect(rejected.rows).toEqual([{ srcAddr: '10.0.0.1', b: '4249' }]);
  expect(long.rows).toEqual([{ id: '12345678901234567890' }]);
});

test.for([
  ['fields a | count()', 'unexpected symbol found count at line 1 and position 11', 11, 15],
  ['fields a\n| sortt b', 'unexpected symbol found sortt at line 2 and position 2', 11, 15],
  ['fields a as', 'unexpected symbol found <EOF> at line 1 and position 11', 11, 11],
  ['filter a like /x/i', 'unexpected symbol found i at line 1 and position 17', 17, 17],
  ['filter a = "x', 'A text has no closing quotation mark.', 11, 12],
  ['filter a like /(?=x)/', 'Invalid regular expression: Looking around is not supported.', 15, 16],
  [
    'filter a like /(x)\\1/',
    'Invalid regular expression: The escape \\1 is not supported.',
    15,
    20,
  ],
  ['stats count(*) as c | filter d = 1', 'Unknown symbols found in or after stats: d', 29, 29],
  [
    'stats count(*) as c | stats max(c) as m | stats min(m)',
    'A query can have 2 stats commands at most',
    42,
    46,
  ],
  [
    'stats count(*) as c | limit 1 | stats max(c)',
    'sort and limit must stand behind the second stats command',
    32,
    36,
  ],
  ['dedup a | sort b', 'unexpected symbol found sort at line 1 and position 10', 10, 13],
  ['limit 0', 'limit must be a whole number from 1 to 100000', 6, 6],
  ['parse @message "no star" as a', 'A pattern of parse must have a *', 15, 23],
  [
    'parse @message "*,*" as a',
    'parse names 1 fields, and its pattern has 2 without a name',
    6,
    24,
  ],
  ['fields strlen(a, b)', 'Invalid number of arguments for strlen: 2', 7, 18],
  ['fields bin(a)', 'Invalid arguments for bin: a period such as 5m is expected', 7, 12],
  ['fields unknown(a)', 'unexpected symbol found ( at line 1 and position 14', 14, 14],
  ['stats pct(a, 101)', 'pct needs a number from 0 to 100', 6, 16],
  ['unmask a', 'unexpected symbol found unmask at line 1 and position 0', 0, 5],
] as const)('%s is refused where it is wrong', ([text, message, start, end]) => {
  expect(compileQuery(text)).toEqual({ problem: { message, start, end } });
});

test('memory is bounded: groups, sorted rows and different values end a query that keeps too much', () => {
  const messages = Array.from({ length: 3000 }, (_, n) => `{"n":"${n}${'x'.repeat(100)}"}`);

  for (const text of [
    'stats count(*) by n',
    'stats count_distinct(n)',
    'dedup n | limit 5',
    'sort n | filter n like "x" | limit 5',
    'fields n',
  ])
    expect(() => ask(text, messages, { memory: 100_000 })).toThrow(TooMuchMemory);
  expect(ask('sort n desc | limit 1 | fields n', messages, { memory: 100_000 }).rows).toHaveLength(
    1,
  );
});

test('many values are counted and ranked within their promised error', () => {
  const messages = Array.from({ length: 20_000 }, (_, n) => `{"n":${n}}`);

  const [row = {}] = ask(
    'stats count_distinct(n) as d, pct(n, 95) as p, median(n) as m',
    messages,
  ).rows;

  expect(Math.abs(Number(row['d']) - 20_000)).toBeLessThan(1200);
  expect(Math.abs(Number(row['p']) - 19_000)).toBeLessThan(100);
  expect(Math.abs(Number(row['m']) - 10_000)).toBeLessThan(60);
});
