import { expect, test } from 'vitest';
import type { JsonObject } from '../../model.ts';
import { createRules } from '../create-rules.ts';
import { INSTANCE, USER, eventOf, record, told } from '../rules.fixture.ts';
import { importSigma } from './import-sigma.ts';

const ID = '6e61ee20-ce00-4f8d-8aee-bedd8216f7e3';

const rule = (detection: string, more = ''): string => `title: Something happened
id: ${ID}
status: test
description: Somebody did something.
references:
    - https://example.com/something
author: Ada Example
date: 2026-01-05
tags:
    - attack.privilege-escalation
    - attack.t1098.001
logsource:
    product: aws
    service: cloudtrail
detection:
${detection
  .split('\n')
  .map((line) => `    ${line}`)
  .join('\n')}
falsepositives:
    - Administrators
level: high
${more}`;

const matches = (detection: string, raw: JsonObject): boolean => {
  const { rules, problems } = importSigma([{ name: 'x.yml', text: rule(detection) }]);
  expect(problems).toEqual([]);
  return createRules({ packs: ['sigma'], rules }).observe(eventOf(raw)).length > 0;
};

const CALL = record('iam:CreateAccessKey', {
  userName: 'Backup',
  names: ['one', 'Two'],
  count: 5,
  path: 'C:\\x*y',
  on: true,
});

test.for<readonly [string, boolean]>([
  ['selection:\n    eventName: CreateAccessKey\ncondition: selection', true],
  ['selection:\n    eventName: createaccesskey\ncondition: selection', true],
  ['selection:\n    eventName|cased: createaccesskey\ncondition: selection', false],
  [
    'selection:\n    eventSource: iam.amazonaws.com\n    eventName: CreateUser\ncondition: selection',
    false,
  ],
  [
    'selection:\n    eventName:\n        - CreateUser\n        - CreateAccessKey\ncondition: selection',
    true,
  ],
  ['selection:\n    eventName|startswith: create\ncondition: selection', true],
  ['selection:\n    eventName|endswith: KEY\ncondition: selection', true],
  ['selection:\n    eventName|contains: access\ncondition: selection', true],
  [
    'selection:\n    eventName|contains|all:\n        - Create\n        - Key\ncondition: selection',
    true,
  ],
  [
    'selection:\n    eventName|contains|all:\n        - Create\n        - User\ncondition: selection',
    false,
  ],
  ["selection:\n    eventName: 'Create*Key'\ncondition: selection", true],
  ["selection:\n    eventName: 'Create?ccessKey'\ncondition: selection", true],
  ["selection:\n    eventName: 'Create?Key'\ncondition: selection", false],
  ["selection:\n    requestParameters.path: 'C:\\x\\*y'\ncondition: selection", true],
  ["selection:\n    requestParameters.path|endswith: 'x\\*'\ncondition: selection", false],
  ['selection:\n    eventName|re: ^Create(User|AccessKey)$\ncondition: selection', true],
  ['selection:\n    eventName|re: ^create\ncondition: selection', false],
  ['selection:\n    eventName|re|i: ^create\ncondition: selection', true],
  ['selection:\n    sourceIPAddress|cidr: 203.0.113.0/24\ncondition: selection', true],
  [
    'selection:\n    sourceIPAddress|cidr:\n        - 10.0.0.0/8\n        - 192.168.0.0/16\ncondition: selection',
    false,
  ],
  ['selection:\n    requestParameters.count: 5\ncondition: selection', true],
  ['selection:\n    requestParameters.count|gt: 4\ncondition: selection', true],
  ['selection:\n    requestParameters.count|lte: 4\ncondition: selection', false],
  ['selection:\n    requestParameters.on: true\ncondition: selection', true],
  ['selection:\n    requestParameters.names: two\ncondition: selection', true],
  ['selection:\n    requestParameters|contains: backup\ncondition: selection', true],
  ['selection:\n    errorCode: null\ncondition: selection', true],
  ['selection:\n    errorCode|exists: false\ncondition: selection', true],
  ['selection:\n    requestParameters.userName|exists: true\ncondition: selection', true],
  ["selection:\n    requestParameters.userName: ''\ncondition: selection", false],
  [
    'selection:\n    userIdentity.userName|fieldref: requestParameters.userName\ncondition: selection',
    false,
  ],
  [
    'selection:\n    userIdentity.arn|fieldref|endswith: userIdentity.userName\ncondition: selection',
    true,
  ],
  ['selection:\n    eventName|neq: CreateUser\ncondition: selection', true],
  [
    'selection:\n    - eventName: CreateUser\n    - requestParameters.userName: backup\ncondition: selection',
    true,
  ],
  ['keywords:\n    - nothing\n    - backup\ncondition: keywords', true],
  ["keywords:\n    '|all':\n        - backup\n        - nothing\ncondition: keywords", false],
  [
    'selection:\n    eventName: CreateAccessKey\nfilter:\n    requestParameters.userName: backup\ncondition: selection and not filter',
    false,
  ],
  [
    'selection:\n    eventName: CreateAccessKey\nfilter:\n    userIdentity.arn|contains: requestParameters.userName\ncondition: selection and not filter',
    true,
  ],
  [
    'selection_a:\n    eventName: CreateUser\nselection_b:\n    eventName: CreateAccessKey\ncondition: 1 of selection_*',
    true,
  ],
  [
    'selection_a:\n    eventName: CreateUser\nselection_b:\n    eventName: CreateAccessKey\ncondition: all of selection_*',
    false,
  ],
  [
    'a:\n    eventSource: iam.amazonaws.com\nb:\n    eventName: CreateAccessKey\ncondition: all of them',
    true,
  ],
  [
    'a:\n    eventName: CreateAccessKey\n_b:\n    eventName: CreateUser\ncondition: all of them',
    true,
  ],
  [
    'a:\n    eventName: x\nb:\n    eventName: CreateAccessKey\nc:\n    eventSource: y\ncondition: a or b and not c',
    true,
  ],
  [
    'a:\n    eventName: x\nb:\n    eventName: CreateAccessKey\nc:\n    eventSource: y\ncondition: (a or b) and (c or not b)',
    false,
  ],
  ['a:\n    eventName: x\nb:\n    eventName: CreateAccessKey\ncondition:\n    - a\n    - b', true],
])('%s: %s', ([detection, wanted]) => {
  expect(matches(detection, CALL)).toBe(wanted);
});

test.for<readonly [string, number, RegExp]>([
  ['title: [', 1, /./],
  [rule('selection:\n    a: &x 1\n    b: *x\ncondition: selection'), 18, /Aliases/],
  [rule('selection:\n    a|windash: x\ncondition: selection'), 17, /windash/],
  [rule('selection:\n    a|base64offset|contains: x\ncondition: selection'), 17, /base64offset/],
  [rule('selection:\n    a|sounds: x\ncondition: selection'), 17, /sounds is not known/],
  [rule("selection:\n    a|re: '(?=x)'\ncondition: selection"), 17, /Look-around/],
  [rule('selection:\n    a|cidr: 10.0.0.0/40\ncondition: selection'), 17, /mask/],
  [rule('selection:\n    a|gt: many\ncondition: selection'), 17, /number/],
  [rule('selection:\n    a: {b: c}\ncondition: selection'), 17, /not with a map/],
  [rule('selection: {}\ncondition: selection'), 16, /empty/],
  [rule('selection:\n    a: b\ncondition: selection and other'), 18, /no selection other/],
  [rule('selection:\n    a: b\ncondition: 1 of filter*'), 18, /No selection/],
  [rule('selection:\n    a: b\ncondition: (selection'), 18, /not closed/],
  [rule('selection:\n    a: b\ncondition: selection selection'), 18, /stands where/],
  [rule('selection:\n    a: b\ncondition: selection |near other'), 18, /count/],
  [rule('selection:\n    a: b\ncondition: selection | count() < 5'), 18, /reach/],
  [
    rule('selection:\n    a: b\ntimeframe: soon\ncondition: selection | count() > 5'),
    18,
    /timeframe/,
  ],
  [rule('selection:\n    a: b'), 16, /condition is missing/],
  [rule('a:\n    b: c\ncondition: a').replace('level: high', 'level: loud'), 21, /loud/],
  [rule('a:\n    b: c\ncondition: a').replace(ID, 'one'), 2, /UUID/],
  [
    rule('a:\n    b: c\ncondition: a').replace('service: cloudtrail', 'service: route53'),
    13,
    /not for aws/,
  ],
  [
    rule('a:\n    b: c\ncondition: a').replace('status: test', 'status: deprecated'),
    3,
    /deprecated/,
  ],
  ['title: x\ncorrelation:\n    type: event_count\n', 1, /Correlations/],
  [`a: ${'['.repeat(5000)}`, 1, /deep/],
  ['x: y\n'.repeat(70_000), 1, /256 KiB/],
  [`a: [${'1,'.repeat(30_000)}1]`, 1, /too many/],
  ['a: 1\na: 2\n', 2, /unique/],
])('what cannot be followed is told with its line (%#)', ([text, line, reason]) => {
  const { rules, problems } = importSigma([{ name: 'x.yml', text }]);

  expect(rules).toEqual([]);
  expect(problems).toEqual([{ file: 'x.yml', line, reason: expect.stringMatching(reason) }]);
});

test('a rule keeps its level, techniques, author and licence, and shows them in what it tells', () => {
  const { rules } = importSigma([
    { name: 'x.yml', text: rule('a:\n    eventName: CreateUser\ncondition: a') },
  ]);
  const [signal] = createRules({ packs: ['sigma'], rules }).observe(
    eventOf(record('iam:CreateUser', { userName: 'x' })),
  );

  expect(signal?.rule).toMatchObject({
    id: `sigma.${ID}`,
    severity: 'HIGH',
    title: 'Something happened',
    description:
      'Somebody did something. (Sigma rule by Ada Example, Detection Rule License (DRL) 1.1)',
    techniques: [{ id: 'T1098.001' }],
    nextSteps: ['Known false alarm: Administrators', expect.any(String)],
  });
  expect(signal?.rule.references).toContain('https://github.com/SigmaHQ/Detection-Rule-License');
  expect(signal?.rule.references).toContain('https://example.com/something');
  expect(signal?.because.join(' ')).toContain('a Sigma rule by Ada Example');
});

const deleted = (count: number, who: JsonObject) =>
  Array.from({ length: count }, () => record('s3:DeleteObject', null, who));

test('techniques that ATT&CK revoked are told by their ids of today', () => {
  const text = rule('a:\n    eventName: StopLogging\ncondition: a').replace(
    't1098.001',
    't1562.008',
  );
  const { rules } = importSigma([{ name: 'x.yml', text }]);

  expect(rules.map(({ spec }) => spec.techniques)).toEqual([['T1685.002']]);
});

test('a count by a field becomes a threshold within the timeframe', () => {
  const text = rule(
    'a:\n    eventName: DeleteObject\ntimeframe: 10m\ncondition: a | count() by userIdentity.arn > 2',
  );
  const { rules } = importSigma([{ name: 'x.yml', text }]);

  expect(told([...deleted(2, USER), ...deleted(2, INSTANCE)], { packs: ['sigma'], rules })).toEqual(
    [],
  );
  expect(
    told([...deleted(3, USER), ...deleted(2, INSTANCE)], { packs: ['sigma'], rules }),
  ).toHaveLength(1);
});

test('one file that is wrong takes no other with it, nor one document another', () => {
  const good = rule('a:\n    eventName: x\ncondition: a');
  const { rules, problems } = importSigma([
    { name: 'bad.yml', text: '{' },
    { name: 'two.yml', text: `${good}---\n${good}---\ntitle: no\n` },
  ]);

  expect(rules).toHaveLength(1);
  expect(problems.map(({ file }) => file)).toEqual(['bad.yml', 'two.yml', 'two.yml']);
});

test('whatever a file holds: rules or problems come of it, soon', () => {
  let seed = 3;
  const below = (most: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * most);
  };
  const good = rule(
    'selection_a:\n    eventName|contains|all: [Create, Key]\nfilter:\n    - errorCode: null\n    - userAgent|re: ^aws(-cli)?\ncondition: 1 of selection_* and not filter',
  );
  const bits = [
    '|',
    ':',
    '- ',
    '\n',
    '    ',
    '"',
    "'",
    '*',
    '&a ',
    '{',
    '}',
    '[',
    ']',
    '#',
    '%',
    '!!binary ',
    '\t',
    '\u0000',
    '|re',
    '(',
    ')',
    '1 of ',
    'not ',
    '__proto__',
    '---\n',
    '😀',
  ];
  for (let run = 0; run < 800; run += 1) {
    let text = good;
    for (let change = 0; change <= below(4); change += 1) {
      const at = below(text.length);
      text = `${text.slice(0, at)}${below(3) === 0 ? '' : bits[below(bits.length)]}${text.slice(at + below(3))}`;
    }
    const { rules, problems } = importSigma([{ name: 'x', text }]);

    for (const { line, reason } of problems)
      expect([line > 0, reason !== '']).toEqual([true, true]);
    const detector = createRules({ packs: ['sigma'], rules });
    expect(detector.observe(eventOf(CALL)).length).toBeLessThanOrEqual(rules.length);
  }
});
