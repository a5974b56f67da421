import { expect, test } from 'vitest';
import type { Target } from '../model.ts';
import { envelope } from '../routing/envelope.ts';
import { inputFor } from './input.ts';

const RULE = { arn: 'arn:aws:events:us-east-1:111122223333:rule/r', name: 'r' };
const text = envelope(
  {
    id: '7bf73129-1428-4cd3-a780-95db273d1602',
    detailType: 'EC2 Instance State-change Notification',
    source: 'aws.ec2',
    account: '111122223333',
    time: new Date('2026-03-02T10:00:00.789Z'),
    region: 'us-east-1',
    resources: ['arn:aws:ec2:us-east-1:111122223333:instance/i-1'],
  },
  `{ "instance-id": "i-1", "state": "say \\"hi\\"", "big": 9007199254740993, "tags": [ {"k": "a"}, {"k": "b"} ],
     "__proto__": {"x": 1}, "empty": "", "dup": 1, "dup": 2 }`,
);
const event = { text, acceptedAt: new Date('2026-03-02T10:00:01Z') };

const input = (target: Omit<Target, 'Id' | 'Arn'>): string =>
  inputFor({ Id: 't', Arn: 'arn:aws:sqs:us-east-1:111122223333:q', ...target }, event, RULE);

test('an event is compact, in the order of AWS, and its numbers keep their text', () => {
  expect(input({})).toBe(
    '{"version":"0","id":"7bf73129-1428-4cd3-a780-95db273d1602","detail-type":"EC2 Instance State-change Notification",' +
      '"source":"aws.ec2","account":"111122223333","time":"2026-03-02T10:00:00Z","region":"us-east-1",' +
      '"resources":["arn:aws:ec2:us-east-1:111122223333:instance/i-1"],"detail":{"instance-id":"i-1",' +
      '"state":"say \\"hi\\"","big":9007199254740993,"tags":[{"k":"a"},{"k":"b"}],"__proto__":{"x":1},"empty":"",' +
      '"dup":1,"dup":2}}',
  );
});

test.for([
  ['$', text],
  ['$.detail.big', '9007199254740993'],
  ['$.detail.tags[1].k', '"b"'],
  ['$.detail.tags[*].k', '["a","b"]'],
  ['$.detail.tags[0]', '{"k":"a"}'],
  ['$.detail.__proto__.x', '1'],
  ['$.detail.dup', '2'],
  ["$.detail['instance-id']", '"i-1"'],
  ['$.detail.nowhere', 'null'],
  ['$.detail.tags.k', 'null'],
  ['$.resources[0].x', 'null'],
  ['detail', 'null'],
])('the path %s leads to %s', ([path, expected]) => {
  expect(input({ InputPath: path })).toBe(expected);
});

test.for([
  ['a string', '"instance <instance> is in <tags>"', '"instance i-1 is in [{k:a},{k:b}]"'],
  ['a missing path in a string', '"<missing>!"', '"!"'],
  ['escaped quotes', '"instance \\"<instance>\\""', '"instance \\"i-1\\""'],
  ['a value with quotes in a string', '"<state>"', '"say \\"hi\\""'],
  [
    'an object',
    '{ "a": <instance>, "n": <big>, "m": <missing> }',
    '{"a":"i-1","n":9007199254740993,"m":""}',
  ],
  ['a quoted variable in an object', '{"a": "<instance> <big>"}', '{"a":"i-1 9007199254740993"}'],
  ['an object variable', '{"t": <tags>}', '{"t":[{"k":"a"},{"k":"b"}]}'],
  ['several lines', '"a <instance>"\n"b"', '"a i-1"\n"b"'],
  ['no quotes at all', '<instance> is <state>', 'i-1 is say "hi"'],
  ['braces that begin a string', '"{[/ <instance>"', '"{[/ i-1"'],
  ['a variable nobody defined', '"<other>"', '"<other>"'],
  [
    'the names of the rule',
    '{"a":<aws.events.rule-arn>,"n":"<aws.events.rule-name>"}',
    `{"a":"${RULE.arn}","n":"r"}`,
  ],
  [
    'the time of arrival',
    '{"t":<aws.events.event.ingestion-time>}',
    '{"t":"2026-03-02T10:00:01Z"}',
  ],
  ['the whole event', '{"e":<aws.events.event.json>}', `{"e":${text}}`],
] as const)('a template with %s', ([, InputTemplate, expected]) => {
  const InputPathsMap = {
    instance: '$.detail.instance-id',
    state: '$.detail.state',
    tags: '$.detail.tags',
    big: '$.detail.big',
    missing: '$.detail.missing',
  };

  expect(input({ InputTransformer: { InputPathsMap, InputTemplate } })).toBe(expected);
});

test('<aws.events.event> has all but the detail, and the type by the name that AWS gives it', () => {
  const made: unknown = JSON.parse(
    input({ InputTransformer: { InputTemplate: '{"e":<aws.events.event>}' } }),
  );

  expect(made).toMatchObject({
    e: { detailType: 'EC2 Instance State-change Notification', source: 'aws.ec2', version: '0' },
  });
  expect(made).not.toHaveProperty('e.detail');
});

test('a template that makes more than any target takes is refused before it has grown', () => {
  const InputTemplate = `{"a":[${'<aws.events.event.json>,'.repeat(340)}1]}`;
  const long = { ...event, text: text.replace('i-1', 'x'.repeat(1_000_000)) };

  expect(() =>
    inputFor({ Id: 't', Arn: 'arn', InputTransformer: { InputTemplate } }, long, RULE),
  ).toThrow('too long');
});

test('a template that makes no JSON is refused, a constant is what it is', () => {
  expect(() => input({ InputTransformer: { InputTemplate: '{"a": <aws.events.none>}' } })).toThrow(
    'not valid JSON',
  );
  expect(input({ Input: '{"x": 1}' })).toBe('{"x": 1}');
});
