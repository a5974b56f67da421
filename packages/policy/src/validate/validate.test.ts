import { readdirSync, readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import {
  array,
  assert,
  asyncProperty,
  boolean,
  constant,
  constantFrom,
  dictionary,
  integer,
  json,
  letrec,
  nat,
  oneof,
  property,
  record,
  string,
  tuple,
} from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Finding,
  type Location,
  type Position,
  validatePolicy,
  type ValidationOptions,
} from './index.ts';
import { ISSUES } from './issues.ts';
import { parseJson } from './json-tree.ts';

interface Case {
  readonly name: string;
  readonly type: ValidationOptions['type'];
  readonly resourceType?: string;
  /** A document, or its text where the text itself is what matters. */
  readonly policy: unknown;
  /** `CODE at path`, in the order of the text; findings of other codes are an error. */
  readonly findings: readonly string[];
}

const CASES = new URL('../../cases/validate/', import.meta.url);
const files = readdirSync(CASES).filter((name) => name.endsWith('.json'));
const casesOf = (file: string): readonly Case[] => {
  const parsed: unknown = JSON.parse(readFileSync(new URL(file, CASES), 'utf8'));
  return parsed as readonly Case[];
};

const pathText = ({ locations }: Finding): string =>
  locations
    .map(({ path }) =>
      path
        .map((step) => {
          if ('index' in step) return `[${step.index}]`;
          if ('substring' in step) return `{${step.substring.start},${step.substring.length}}`;
          return 'key' in step ? `.${step.key}:` : `.${step.value}`;
        })
        .join('')
        .replace(/^\./, ''),
    )
    .join(' and ');

for (const file of files)
  describe(`cases/validate/${file}`, () => {
    test.for(casesOf(file).map((one) => [one.name, one] as const))('%s', async ([, one]) => {
      const text =
        typeof one.policy === 'string' ? one.policy : JSON.stringify(one.policy, null, 2);

      const findings = await validatePolicy(text, {
        type: one.type,
        validatePolicyResourceType: one.resourceType,
      });

      expect(findings.map((found) => `${found.issueCode} at ${pathText(found)}`)).toEqual(
        one.findings,
      );
    });
  });

test('every issue that the reference lists and text can decide has at least two cases', () => {
  const seen = new Map<string, number>();
  for (const found of files.flatMap(casesOf).flatMap(({ findings }) => findings)) {
    const [code = ''] = found.split(' ');
    seen.set(code, (seen.get(code) ?? 0) + 1);
  }

  const thin = [...ISSUES.keys()].filter((code) => (seen.get(code) ?? 0) < 2);

  expect(thin).toEqual([]);
});

const options = record({
  type: constantFrom(
    'IDENTITY_POLICY' as const,
    'RESOURCE_POLICY' as const,
    'SERVICE_CONTROL_POLICY' as const,
    'RESOURCE_CONTROL_POLICY' as const,
  ),
  validatePolicyResourceType: constantFrom(
    undefined,
    'AWS::S3::Bucket',
    'AWS::IAM::AssumeRolePolicyDocument',
  ),
});

/** The locations that do not lie in the text, or whose line and column are not those of their offset. */
const misplaced = (text: string, findings: readonly Finding[]): readonly Location[] => {
  const lines = text.split('\n');
  const isRight = ({ line, column, offset }: Position): boolean => {
    const before = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
    return before + column === offset && column <= (lines[line - 1] ?? '').length;
  };
  return findings
    .flatMap(({ locations }) => locations)
    .filter(({ span: { start, end } }) => {
      const ordered = start.offset <= end.offset && end.offset <= text.length;
      return !ordered || !isRight(start) || !isRight(end);
    });
};

test('whatever the text is, validation answers, and its positions are inside the text', async () => {
  await assert(
    asyncProperty(
      oneof(string(), string({ unit: 'binary' }), json()),
      options,
      async (text, given) => {
        expect(misplaced(text, await validatePolicy(text, given))).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});

const word = constantFrom(
  '*',
  's3:GetObject',
  's3:Get*',
  'iam:PassRole',
  'constructor:__proto__',
  'ecs:*',
  'arn:aws:s3:::bucket/*',
  'arn:aws:ecs:us-east-1:123456789012:cluster/a',
  'arn:aws:iam::123456789012:role/*',
  '${aws:username}',
  '${aws:x, }${',
  'Allow',
  '10.0.0.0/8',
  '2024-01-01',
  'aws:ResourceTag/a',
  '__proto__',
  '\\"\n\u2028é',
);
const value = letrec((tie) => ({
  any: oneof(
    { depthSize: 'small' },
    word,
    boolean(),
    integer(),
    constant(null),
    array(tie('any'), { maxLength: 3 }),
    dictionary(word, tie('any'), { maxKeys: 3 }),
  ),
})).any;
const list = oneof(word, array(word, { maxLength: 4 }), value);
const condition = dictionary(
  constantFrom(
    'StringLike',
    'ForAllValues:StringNotLike',
    'IpAddress',
    'Bool',
    'NullIfExists',
    'Numeric',
    'DateLessThan',
  ),
  oneof(
    dictionary(
      constantFrom(
        'aws:SourceIp',
        'aws:TagKeys',
        's3:prefix',
        'constructor',
        'a:b',
        'aws:PrincipalArn',
      ),
      list,
    ),
    value,
  ),
);
const statement = record(
  {
    Sid: oneof(word, value),
    Effect: constantFrom<unknown>('Allow', 'Deny', 'allow', 1),
    Principal: oneof(
      word,
      dictionary(constantFrom('AWS', 'Service', 'Federated', '__proto__'), list),
      value,
    ),
    Action: list,
    NotAction: list,
    Resource: list,
    NotResource: list,
    Condition: oneof(condition, value),
    Other: value,
  },
  { requiredKeys: [] },
);

test('whatever a policy says, validation answers, and its positions are inside the text', async () => {
  const document = record(
    {
      Version: oneof(constantFrom<unknown>('2012-10-17', '2008-10-17', 'x', 2012), value),
      Statement: oneof(statement, array(statement, { maxLength: 4 }), value),
    },
    { requiredKeys: [] },
  );
  await assert(
    asyncProperty(document, constantFrom(0, 2), options, async (policy, indent, given) => {
      const text = JSON.stringify(policy, null, indent);

      const findings = await validatePolicy(text, given);

      expect(misplaced(text, findings)).toEqual([]);
      expect(findings.every(({ findingDetails }) => findingDetails.length > 0)).toBe(true);
    }),
    { numRuns: 400 },
  );
});

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test('text is taken as JSON exactly when JSON.parse takes it', () => {
  const damaged = tuple(
    json({ maxDepth: 4 }),
    nat(),
    constantFrom('', ',', '/', '"', '\\', '[', '}', '\n', '\u0000', '0', '.', 'e', '-'),
  ).map(([text, at, piece]) => {
    const cut = at % (text.length + 1);
    return text.slice(0, cut) + piece + text.slice(cut + (piece === '' ? 1 : 0));
  });
  assert(
    property(oneof(string(), json({ maxDepth: 4 }), damaged), (text) => {
      expect(parseJson(text).ok).toBe(isJson(text));
    }),
    { numRuns: 2000 },
  );
});

test.for([
  ['ten thousand levels', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  ['levels after an open string', `"\n${'['.repeat(10_000)}`],
  ['levels after a comment', `/* " */${'{"a":'.repeat(10_000)}`],
  ['levels inside a comment', `//${'['.repeat(10_000)}\n1`],
  ['a text beyond every quota', `"${'a'.repeat(200_000)}"`],
] as const)('%s: one syntax error', async ([, text]) => {
  const findings = await validatePolicy(text, { type: 'IDENTITY_POLICY' });

  expect(findings.map(({ issueCode }) => issueCode)).toEqual(['JSON_SYNTAX_ERROR']);
});

/** The longest time that nothing else could run, the best of three: others use this machine too. */
const longestHold = async (work: () => Promise<unknown>): Promise<number> => {
  const holds: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    await work();
    await new Promise(setImmediate);
    delay.disable();
    holds.push(delay.max / 1e6);
  }
  return Math.min(...holds);
};

const numbered = (count: number, form: (index: number) => unknown): readonly unknown[] =>
  Array.from({ length: count }, (_, index) => form(index));
const allowing = (rest: object): object => ({
  Effect: 'Allow',
  Action: '*',
  Resource: '*',
  ...rest,
});

test.for([
  ['wildcards', allowing({ Action: numbered(6500, (index) => `s3:*a*a*a*a*${index}`) })],
  ['stars', allowing({ Action: `s3:${'*a'.repeat(60_000)}` })],
  ['misspelled actions', allowing({ Action: numbered(6500, (index) => `s3:GetObjekt${index}`) })],
  ['misspelled services', allowing({ Action: numbered(6500, (index) => `services${index}x:Get`) })],
  ['resources', allowing({ Resource: numbered(5500, (index) => `arn:aws:s3:::*${index}*`) })],
  ['variables', allowing({ Resource: `arn:aws:s3:::${'${'.repeat(50_000)}` })],
  ['closed variables', allowing({ Resource: `arn:aws:s3:::${'${a}'.repeat(30_000)}` })],
  ['quotes', allowing({ Resource: `arn:aws:s3:::${"${a,'".repeat(25_000)}` })],
  ['colons', allowing({ Resource: `arn${':'.repeat(120_000)}` })],
  ['statements', numbered(1800, (index) => allowing({ Action: `s3:*${index}*` }))],
  [
    'operators',
    allowing({
      Condition: Object.fromEntries(
        Array.from({ length: 4000 }, (_, index) => [`StringEqualz${index}`, { 'aws:x': 'y' }]),
      ),
    }),
  ],
] as const)('a policy of the maximum size holds up nothing: %s', async ([, Statement]) => {
  const text = JSON.stringify({ Version: '2012-10-17', Statement });
  await validatePolicy(text, { type: 'IDENTITY_POLICY' });

  const hold = await longestHold(() => validatePolicy(text, { type: 'IDENTITY_POLICY' }));

  expect(text.length).toBeGreaterThan(90_000);
  expect(hold).toBeLessThan(100);
});

test('a finding has the shape and the link that the API documents', async () => {
  const text =
    '{"Version":"2012-10-17","Statement":[{"Effect":"Denys","Action":"s3:GetObject","Resource":"*"}]}';

  const [found] = await validatePolicy(text, { type: 'IDENTITY_POLICY' });

  expect(found).toEqual({
    findingDetails: 'The effect Denys is not valid. Use Allow or Deny.',
    findingType: 'ERROR',
    issueCode: 'INVALID_EFFECT',
    learnMoreLink:
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-invalid-effect',
    locations: [
      {
        path: [{ value: 'Statement' }, { index: 0 }, { value: 'Effect' }],
        span: {
          start: { line: 1, column: 47, offset: 47 },
          end: { line: 1, column: 54, offset: 54 },
        },
      },
    ],
  });
});

test("a policy's own words cannot fill the message's other placeholders", async () => {
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: '{effect}{toString}', Action: 's3:GetObject', Resource: '*' },
  });

  const [found] = await validatePolicy(text, { type: 'IDENTITY_POLICY' });

  expect(found?.findingDetails).toBe(
    'The effect {effect}{toString} is not valid. Use Allow or Deny.',
  );
});
