import { expect, test } from 'vitest';
import { compileFilter } from './compile-filter.ts';
import { parseFilterPattern } from './parse-filter-pattern.ts';

const WRITTEN = JSON.stringify({
  eventVersion: '1.08',
  userIdentity: { type: 'Root', sessionContext: { attributes: { mfaAuthenticated: 'false' } } },
  eventSource: 'signin.amazonaws.com',
  eventName: 'ConsoleLogin',
  errorCode: 'AccessDeniedException',
  errorMessage: 'Failed authentication',
  sourceIPAddress: '203.0.113.7',
  requestParameters: null,
  responseElements: { ConsoleLogin: 'Failure' },
  additionalEventData: { MFAUsed: 'No', count: 3, 'dotted.name': 'yes' },
  resources: [{ type: 'AWS::S3::Object', size: 12 }, { type: 'AWS::S3::Bucket' }],
  numbers: [1, 22, 333],
  readOnly: false,
  managementEvent: true,
  latency: 1.5e3,
  negative: -4,
  big: 'BIG',
  empty: '',
});
// No double is this number, so the text is what counts.
const TRAIL = WRITTEN.replace('"BIG"', '9007199254740993');
const LINE =
  '127.0.0.1 - frank [10/Oct/2000:13:35:22 -0700] "GET /products/index.html HTTP/1.0" 404 1534';
const JAVA = '[ERROR] 2026-03-02 RequestId=42 Exception: timeout after 30s in worker_7 100%';

type Case = readonly [pattern: string, matches: boolean];

const JSON_CASES: readonly Case[] = [
  ['{ $.eventName = "ConsoleLogin" }', true],
  ['{ $.eventName = ConsoleLogin }', true],
  ['{$.eventName=ConsoleLogin}', true],
  ['{ $.eventName = "consolelogin" }', false],
  ['{ $.eventName = "Console" }', false],
  ['{ $.eventName = "Console*" }', true],
  ['{ $.eventName = "*Login" }', true],
  ['{ $.eventName = "*sole*" }', true],
  ['{ $.eventName = "C*L*n" }', true],
  ['{ $.eventName = "C*n*L" }', false],
  ['{ $.eventName = * }', true],
  ['{ $.eventName = "*" }', true],
  ['{ $.empty = "" }', true],
  ['{ $.empty = "*" }', true],
  ['{ $.empty != "x" }', true],
  ['{ $.eventName != "ConsoleLogin" }', false],
  ['{ $.eventName != "Other" }', true],
  ['{ $.missing != "Other" }', false],
  ['{ $.missing = "*" }', false],
  ['{ $.missing NOT EXISTS }', true],
  ['{ $.eventName NOT EXISTS }', false],
  ['{ $.userIdentity NOT EXISTS }', false],
  ['{ $.userIdentity.invokedBy NOT EXISTS }', true],
  ['{ $.requestParameters NOT EXISTS }', false],
  ['{ $.requestParameters IS NULL }', true],
  ['{ $.eventName IS NULL }', false],
  ['{ $.missing IS NULL }', false],
  ['{ $.readOnly IS FALSE }', true],
  ['{ $.readOnly IS TRUE }', false],
  ['{ $.managementEvent IS TRUE }', true],
  ['{ $.managementEvent IS FALSE }', false],
  ['{ $.eventName IS TRUE }', false],
  ['{ $.userIdentity = "*" }', false],
  ['{ $.userIdentity != "x" }', false],
  ['{ $.resources = "*" }', false],
  ['{ $.resources[0].type = "AWS::S3::Object" }', true],
  ['{ $.resources[1].type = "AWS::S3::Bucket" }', true],
  ['{ $.resources[2].type = "*" }', false],
  ['{ $.resources[2].type NOT EXISTS }', true],
  ['{ $.resources[*].type = "AWS::S3::Bucket" }', true],
  ['{ $.resources[*].type = "AWS::EC2::*" }', false],
  ['{ $.numbers[1] = 22 }', true],
  ['{ $.numbers[*] > 300 }', true],
  ['{ $.numbers[*] > 333 }', false],
  ['{ $.additionalEventData.* = "No" }', true],
  ['{ $.additionalEventData.* = "Never" }', false],
  ["{ $.additionalEventData.['dotted.name'] = yes }", true],
  ["{ $.additionalEventData['dotted.name'] = yes }", true],
  ['{ $.additionalEventData.dotted.name = yes }', false],
  ['{ $.additionalEventData.count = 3 }', true],
  ['{ $.additionalEventData.count = 3.0 }', true],
  ['{ $.additionalEventData.count = 3e0 }', true],
  ['{ $.additionalEventData.count = "3" }', false],
  ['{ $.additionalEventData.count != 3 }', false],
  ['{ $.additionalEventData.count > 2 }', true],
  ['{ $.additionalEventData.count >= 3 }', true],
  ['{ $.additionalEventData.count < 3 }', false],
  ['{ $.additionalEventData.count <= 3 }', true],
  ['{ $.additionalEventData.count > +2.5 }', true],
  ['{ $.latency = 1500 }', true],
  ['{ $.latency > 1.4e3 }', true],
  ['{ $.latency = 15* }', true],
  ['{ $.negative = -4 }', true],
  ['{ $.negative < -3 }', true],
  ['{ $.negative > -3 }', false],
  ['{ $.big = 9007199254740993 }', true],
  ['{ $.big = 9007199254740992 }', false],
  ['{ $.big > 9 }', true],
  ['{ $.eventName > 3 }', false],
  ['{ $.sourceIPAddress = 203.0.113.* }', true],
  ['{ $.sourceIPAddress != 203.0.113.* }', false],
  ['{ $.sourceIPAddress != 123.123.* }', true],
  ['{ $.sourceIPAddress = %^203\\.0\\.113\\.[0-9]{1,3}$% }', true],
  ['{ $.sourceIPAddress != %^203\\.% }', false],
  ['{ $.eventName = %Log% }', true],
  ['{ $.eventName = %^Log% }', false],
  ['{ $.eventName = %login|Login% }', true],
  ['{ $.additionalEventData.count = %^3$% }', true],
  ['{ ($.eventName = "ConsoleLogin") && ($.errorMessage = "Failed authentication") }', true],
  ['{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }', true],
  ['{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }', true],
  ['{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDeny*") }', false],
  [
    '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }',
    false,
  ],
  ['{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS }', true],
  ['{ $.a = 1 || $.b = 1 || $.readOnly IS FALSE }', true],
  ['{ $.readOnly IS FALSE || $.a = 1 && $.b = 1 }', true],
  ['{ ($.readOnly IS FALSE || $.a = 1) && $.b = 1 }', false],
  ['{ ((($.readOnly IS FALSE))) }', true],
  ['{ $.userIdentity.sessionContext.attributes.mfaAuthenticated = "false" }', true],
  ['{ $.userIdentity.sessionContext.attributes.mfaAuthenticated = false }', true],
  ['{ $.readOnly = false }', true],
  ['{ $.constructor = "*" }', false],
  ['{ $.__proto__ NOT EXISTS }', true],
  ['{ $.numbers.length = 3 }', false],
];

const TERM_CASES: readonly Case[] = [
  ['', true],
  ['   ', true],
  ['ERROR', true],
  ['error', false],
  ['ERR', true],
  ['ERROR Exception', true],
  ['ERROR Missing', false],
  ['"RequestId=42"', true],
  ['"timeout after"', true],
  ['"after timeout"', false],
  ['ERROR -timeout', false],
  ['ERROR -nothing', true],
  ['-ERROR', false],
  ['-nothing', true],
  ['-"timeout after"', false],
  ['?ERROR ?WARN', true],
  ['?FATAL ?WARN', false],
  ['?ERROR', true],
  ['?WARN ERROR', true],
  ['?ERROR FATAL', false],
  ['?ERROR -timeout', false],
  ['?"RequestId=42" ?x', true],
  ['%worker_\\d%', true],
  ['%worker_\\d\\d%', false],
  ['%^\\[ERROR\\]%', true],
  ['ERROR %after\\s3\\ds%', true],
  ['-%worker%', false],
  ['?%worker% ?x', true],
  ['worker_7', true],
];

const LINE_CASES: readonly Case[] = [
  ['[]', true],
  ['[...]', true],
  ['[ip, id, user, time, request, status, size]', true],
  ['[ip, id, user, time, request, status = 404, size]', true],
  ['[ip, id, user, time, request, status=4*, size]', true],
  ['[ip, id, user, time, request, status=5*, size]', false],
  ['[ip, id, user, time, request, status!=404, size]', false],
  ['[ip, id, user, time, request, status=404 || status=500, size]', true],
  ['[ip, id, user, time, request, status=4* && status!=404, size]', false],
  ['[ip, id, user, time, request, (status=4* || status=5*) && status!=500, size]', true],
  ['[ip, id, user, time, request, status, size > 1000]', true],
  ['[ip, id, user, time, request, status, size > 2000]', false],
  ['[ip, id, user, time, request, status, size >= 1534]', true],
  ['[ip, id, user, time, request, status = 404.0, size]', true],
  ['[ip, id, user, time, request="GET*", status, size]', true],
  ['[ip, id, user, time, request="*index.html*", status, size]', true],
  ['[ip, id, user, time, request="POST*", status, size]', false],
  ['[ip=127.0.0.1, ...]', true],
  ['[ip!=127.0.0.1, ...]', false],
  ['[ip=%127\\.0\\.0\\.[1-9]%, ...]', true],
  ['[ip > 5, ...]', false],
  ['[..., status=404, size]', true],
  ['[..., status=500, size]', false],
  ['[ip, ..., size=1534]', true],
  ['[ip, ..., size=1]', false],
  ['[a, b, c]', true],
  ['[a, b, c="frank*"]', true],
  ['[a, b, c=frank]', false],
  ['[a, b, c, d, e, f, g, h]', false],
  ['[a, b, c, d, e, f, g, ]', false],
  ['[, , user=frank, , , , ]', true],
  ['[a,,user=jim,,,,]', false],
  ['[a, b, c, d, e, f, ..., g]', true],
  ['[a, b, c, d, e, f, g, ..., h]', false],
];

const LONE = [
  ['{ $.eventName = "ConsoleLogin" }', 'no JSON', false],
  ['{ $.eventName NOT EXISTS }', 'no JSON', false],
  ['{ $.a NOT EXISTS }', '{}', true],
  ['{ $.a NOT EXISTS }', '{"a":', false],
  ['{ $.a = 1 }', '  {"a":1}  ', true],
  ['{ $.a = 1 }', '"text"', false],
  ['{ $[0].a = 1 }', '[{"a":1}]', true],
  ['{ $[*].a = 1 }', '[{"a":0},{"a":1}]', true],
  ['{ $.* = 1 }', '{"x":{"y":1},"z":1}', true],
  ['{ $.a[*] NOT EXISTS }', '{"a":[]}', true],
  ['{ $.a[0] = 1 }', '{"a":{"0":1}}', false],
  ['{ $.a = "x\\"y" }', '{"a":"x\\"y"}', true],
  ['{ $.a = "x\\\\y" }', '{"a":"x\\\\y"}', true],
  ['{ $.a = 404 }', '{"a":"404"}', true],
  ['{ $.a = 1 }', '{"a":1,"a":2}', false],
  ['{ $.a != "x" }', '{"a":[1]}', false],
  ['{ $.ä = 1 }', '{"ä":1}', undefined],
  ['[a, b]', '', false],
  ['[]', '', true],
  ['[a]', 'x y z', true],
  ['[a="x y z"]', 'x y z', true],
  ['[a, b="two words"]', 'x "two words"', true],
  ['[a, b]', '"never closed', true],
  ['[a, b="[c"]', 'x [c', true],
  ['Äpfel', 'zwei Äpfel', true],
] as const;

const REFUSED: readonly string[] = [
  '{',
  '{}',
  '{ $.a }',
  '{ $.a = }',
  '{ $.a = "x }',
  '{ $.a == 1 }',
  '{ a = 1 }',
  '{ $ = 1 }',
  '{ $. = 1 }',
  '{ $.a.b. = 1 }',
  '{ $.a[ = 1 }',
  '{ $.a[x] = 1 }',
  '{ $.a[-1] = 1 }',
  '{ $.a = 1 } x',
  '{ $.a = 1',
  '{ ($.a = 1 }',
  '{ $.a = 1) }',
  '{ $.a = 1 && }',
  '{ $.a = 1 & $.b = 2 }',
  '{ $.a = 1 $.b = 2 }',
  '{ $.a EXISTS }',
  '{ $.a IS NOT NULL }',
  '{ $.a IS MAYBE }',
  '{ $.a > "x" }',
  '{ $.a > x }',
  '{ $.a > 1* }',
  '{ $.a > %1% }',
  '{ $.a[*].b[*] = 1 }',
  '{ $.*.* = 1 }',
  '{ $.a[*] = 1 || $.b[*] = 1 || $.c[*] = 1 || $.d[*] = 1 }',
  '{ $.a = %a% && $.b = %b% && $.c = %c% }',
  '{ $.a = %% }',
  '{ $.a = %a }',
  '{ $.a = %(a)% }',
  '{ $.a = %a**% }',
  '{ $.a = %*a% }',
  '{ $.a = %[a% }',
  '{ $.a = %[]% }',
  '{ $.a = %[z-a]% }',
  '{ $.a = %a{2,1}% }',
  '{ $.a = %a{x}% }',
  '{ $.a = %\\q% }',
  '{ $.a = %\\xzz% }',
  '{ $.a = %\\xff% }',
  '{ $.a = %ä% }',
  '{ $.a = %a b% }',
  '{ $.a = %a{1000}% }',
  `{ ${'('.repeat(100)}$.a = 1${')'.repeat(100)} }`,
  '[a, b',
  '[..., ...]',
  '[a, a]',
  '[a=]',
  '[a = 1 && b = 2]',
  '[a = 1 b]',
  '[a NOT EXISTS]',
  '[a] x',
  '[a = %x% , b = %x%, c = %x%]',
  '"never closed',
  '""',
  'foo:bar',
  '/aws/lambda',
  'a=b',
  '-',
  '?',
  '?-x',
  'x%y%',
  '%a% %b% %c% %d% %e% %f%',
  'x'.repeat(1025),
];

const compiled = (pattern: string) => {
  const read = parseFilterPattern(pattern);
  return 'pattern' in read ? compileFilter(read.pattern) : undefined;
};

test.for(JSON_CASES)('a record of a trail under %s: %s', ([pattern, matches]) => {
  expect(compiled(pattern)?.matches(TRAIL)).toBe(matches);
});

test.for(TERM_CASES)('a line of a program under %s: %s', ([pattern, matches]) => {
  expect(compiled(pattern)?.matches(JAVA)).toBe(matches);
});

test.for(LINE_CASES)('a line of an access log under %s: %s', ([pattern, matches]) => {
  expect(compiled(pattern)?.matches(LINE)).toBe(matches);
});

test.for(LONE)('%s and the message %s: %s', ([pattern, message, matches]) => {
  expect(compiled(pattern)?.matches(message)).toBe(matches);
});

test.for(REFUSED)('%s is no pattern, and where it fails is told', (pattern) => {
  const read = parseFilterPattern(pattern);

  if (!('problem' in read)) throw new Error('it was read');
  expect(read.problem.message).toMatch(/^Invalid (?:filter pattern|character\(s\) in term '.*')$/);
  expect(read.problem.reason).not.toBe('');
  expect(read.problem.at).toBeGreaterThanOrEqual(0);
});

test.for([
  [
    '{ $.eventName = * && $.additionalEventData.count > 1 }',
    { '$.eventName': 'ConsoleLogin', '$.additionalEventData.count': '3' },
  ],
  ['{ $.missing NOT EXISTS }', {}],
  ['{ $.userIdentity NOT EXISTS || $.readOnly IS FALSE }', { '$.readOnly': 'false' }],
  ['{ $.big > 1 }', { '$.big': '9007199254740993' }],
  ['ConsoleLogin', {}],
] as const)('the values that %s names are those of the record', ([pattern, values]) => {
  expect(Object.fromEntries(compiled(pattern)?.extract(TRAIL) ?? [])).toEqual(values);
});

test.for([
  [
    '[ip, , user, ...]',
    {
      $ip: '127.0.0.1',
      $2: '-',
      $user: 'frank',
      $4: '10/Oct/2000:13:35:22 -0700',
      $5: 'GET /products/index.html HTTP/1.0',
      $6: '404',
      $7: '1534',
    },
  ],
  [
    '[..., size]',
    {
      $1: '127.0.0.1',
      $2: '-',
      $3: 'frank',
      $4: '10/Oct/2000:13:35:22 -0700',
      $5: 'GET /products/index.html HTTP/1.0',
      $6: '404',
      $size: '1534',
    },
  ],
  [
    '[ip, id, rest]',
    {
      $ip: '127.0.0.1',
      $id: '-',
      $rest: 'frank [10/Oct/2000:13:35:22 -0700] "GET /products/index.html HTTP/1.0" 404 1534',
    },
  ],
] as const)('the fields that %s names are those of the line', ([pattern, values]) => {
  expect(Object.fromEntries(compiled(pattern)?.extract(LINE) ?? [])).toEqual(values);
});

test('a metric may have a value that the pattern does not name', () => {
  const found = compiled('ConsoleLogin')?.extract(TRAIL, ['$.latency', '$.missing', 'no selector']);

  expect(Object.fromEntries(found ?? [])).toEqual({ '$.latency': '1500' });
});
