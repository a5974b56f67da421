import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Finding, validatePolicy, type ValidationOptions } from './index.ts';
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

const options = fc.record({
  type: fc.constantFrom(
    'IDENTITY_POLICY' as const,
    'RESOURCE_POLICY' as const,
    'SERVICE_CONTROL_POLICY' as const,
    'RESOURCE_CONTROL_POLICY' as const,
  ),
  validatePolicyResourceType: fc.constantFrom(
    undefined,
    'AWS::S3::Bucket',
    'AWS::IAM::AssumeRolePolicyDocument',
  ),
});

const expectInside = (text: string, findings: readonly Finding[]): void => {
  const lines = text.split('\n');
  for (const { locations } of findings)
    for (const { start, end } of locations.map(({ span }) => span)) {
      expect(start.offset).toBeLessThanOrEqual(end.offset);
      expect(end.offset).toBeLessThanOrEqual(text.length);
      for (const { line, column, offset } of [start, end]) {
        const before = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
        expect(before + column).toBe(offset);
        expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length);
      }
    }
};

test('whatever the text is, validation answers, and its positions are inside the text', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.json()),
      options,
      async (text, given) => {
        expectInside(text, await validatePolicy(text, given));
      },
    ),
    { numRuns: 300 },
  );
});

const word = fc.constantFrom(
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
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    word,
    fc.boolean(),
    fc.integer(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(word, tie('any'), { maxKeys: 3 }),
  ),
})).any;
const list = fc.oneof(word, fc.array(word, { maxLength: 4 }), value);
const condition = fc.dictionary(
  fc.constantFrom(
    'StringLike',
    'ForAllValues:StringNotLike',
    'IpAddress',
    'Bool',
    'NullIfExists',
    'Numeric',
    'DateLessThan',
  ),
  fc.oneof(
    fc.dictionary(
      fc.constantFrom(
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
const statement = fc.record(
  {
    Sid: fc.oneof(word, value),
    Effect: fc.constantFrom<unknown>('Allow', 'Deny', 'allow', 1),
    Principal: fc.oneof(
      word,
      fc.dictionary(fc.constantFrom('AWS', 'Service', 'Federated', '__proto__'), list),
      value,
    ),
    Action: list,
    NotAction: list,
    Resource: list,
    NotResource: list,
    Condition: fc.oneof(condition, value),
    Other: value,
  },
  { requiredKeys: [] },
);

test('whatever a policy says, validation answers, and its positions are inside the text', async () => {
  const document = fc.record(
    {
      Version: fc.oneof(fc.constantFrom<unknown>('2012-10-17', '2008-10-17', 'x', 2012), value),
      Statement: fc.oneof(statement, fc.array(statement, { maxLength: 4 }), value),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(document, fc.constantFrom(0, 2), options, async (policy, indent, given) => {
      const text = JSON.stringify(policy, null, indent);

      const findings = await validatePolicy(text, given);

      expectInside(text, findings);
      expect(findings.every(({ findingDetails }) => findingDetails.length > 0)).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test('text is taken as JSON exactly when JSON.parse takes it', () => {
  const isJson = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  const damaged = fc
    .tuple(
      fc.json({ maxDepth: 4 }),
      fc.nat(),
      fc.constantFrom('', ',', '/', '"', '\\', '[', '}', '\n', '\u0000', '0', '.', 'e', '-'),
    )
    .map(([text, at, piece]) => {
      const cut = at % (text.length + 1);
      return text.slice(0, cut) + piece + text.slice(cut + (piece === '' ? 1 : 0));
    });
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json({ maxDepth: 4 }), damaged), (text) => {
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
])('%s: one syntax error', async ([, text]) => {
  const findings = await validatePolicy(text, { type: 'IDENTITY_POLICY' });

  expect(findings.map(({ issueCode }) => issueCode)).toEqual(['JSON_SYNTAX_ERROR']);
});

test('a policy of the maximum size full of wildcards takes no time to speak of', async () => {
  const actions = Array.from({ length: 4000 }, (_, at) => `s3:*${at}*a*b*`);
  const resources = Array.from({ length: 2000 }, (_, at) => `arn:aws:s3:::*${at}*a*`);
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: actions, Resource: resources },
  });
  expect(text.length).toBeLessThan(131_072);
  await validatePolicy('{"Statement":{"Action":"s3:*"}}', { type: 'IDENTITY_POLICY' });
  const started = performance.now();

  const findings = await validatePolicy(text, { type: 'IDENTITY_POLICY' });

  expect(findings.length).toBeGreaterThan(1000);
  expect(performance.now() - started).toBeLessThan(2000);
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
