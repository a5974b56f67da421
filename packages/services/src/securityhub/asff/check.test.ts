import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { expect, test } from 'vitest';
import { sample } from '../findings/findings.fixture.ts';
import { formatComplaint } from './check.ts';

const many = <Item>(count: number, item: Item): Item[] => Array.from({ length: count }, () => item);
const fields = (count: number, value = 'v'): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, value]));
const resource = { Type: 'Other', Id: 'r' };

test.for<[string, Partial<AwsSecurityFinding>, string]>([
  [
    'a version of the format',
    { SchemaVersion: '2020-01-01' },
    'data.SchemaVersion should be equal to one of the allowed values',
  ],
  ['a long Id', { Id: 'i'.repeat(513) }, 'data.Id should NOT be longer than 512 characters'],
  [
    'a long title',
    { Title: 't'.repeat(257) },
    'data.Title should NOT be longer than 256 characters',
  ],
  [
    'a long description',
    { Description: 'd'.repeat(1025) },
    'data.Description should NOT be longer than 1024 characters',
  ],
  [
    'a long generator',
    { GeneratorId: 'g'.repeat(513) },
    'data.GeneratorId should NOT be longer than 512 characters',
  ],
  ['a blank title', { Title: '  ' }, 'data.Title should match pattern ".*\\S.*"'],
  [
    'an empty resource type',
    { Resources: [{ Type: '', Id: 'r' }] },
    'data.Resources[0].Type should NOT be shorter than 1 characters',
  ],
  ['an account', { AwsAccountId: '1234' }, 'data.AwsAccountId should match pattern "^[0-9]{12}$"'],
  [
    'a time without a zone',
    { CreatedAt: '2026-03-01T10:00:00' },
    'data.CreatedAt should match format "date-time"',
  ],
  [
    'a day that is none',
    { UpdatedAt: '2026-02-30T10:00:00Z' },
    'data.UpdatedAt should match format "date-time"',
  ],
  ['no resource', { Resources: [] }, 'data.Resources should NOT have fewer than 1 items'],
  [
    'too many resources',
    { Resources: many(33, resource) },
    'data.Resources should NOT have more than 32 items',
  ],
  ['too many types', { Types: many(51, 'TTPs') }, 'data.Types should NOT have more than 50 items'],
  [
    'a long recommendation',
    { Remediation: { Recommendation: { Text: 'r'.repeat(513) } } },
    'data.Remediation.Recommendation.Text should NOT be longer than 512 characters',
  ],
  [
    'too many product fields',
    { ProductFields: fields(51) },
    'data.ProductFields should NOT have more than 50 properties',
  ],
  [
    'a long product field',
    { ProductFields: fields(1, 'v'.repeat(2049)) },
    "data.ProductFields['key-0'] should NOT be longer than 2048 characters",
  ],
  [
    'a long own field',
    { UserDefinedFields: fields(1, 'v'.repeat(1025)) },
    "data.UserDefinedFields['key-0'] should NOT be longer than 1024 characters",
  ],
  ['confidence beyond 100', { Confidence: 101 }, 'data.Confidence should be <= 100'],
  ['criticality below 0', { Criticality: -1 }, 'data.Criticality should be >= 0'],
  [
    'a severity of nothing',
    { Severity: { Original: 'x' } },
    "data.Severity should have required property 'Label', data.Severity should have required property 'Normalized', data.Severity should match some schema in anyOf",
  ],
  [
    'a number out of range',
    { Severity: { Normalized: 101 } },
    'data.Severity.Normalized should be <= 100',
  ],
  [
    'too much malware',
    { Malware: many(6, { Name: 'm' }) },
    'data.Malware should NOT have more than 5 items',
  ],
  [
    'a long note',
    { Note: { Text: 'n'.repeat(513), UpdatedBy: 'me', UpdatedAt: '2026-03-01T10:00:00Z' } },
    'data.Note.Text should NOT be longer than 512 characters',
  ],
])('%s is named with its place and its rule', ([, change, complaint]) => {
  expect(formatComplaint(sample('a', change))).toBe(complaint);
});

test('a finding without a severity is told that it needs one', () => {
  const { Severity: _severity, ...rest } = sample('a');

  expect(formatComplaint(rest)).toContain("data should have required property 'Severity'");
});

test.for<[string, Partial<AwsSecurityFinding>]>([
  [
    'the largest lengths',
    { Id: 'i'.repeat(512), Title: '𝒕'.repeat(256), Resources: many(32, resource) },
  ],
  ['an offset', { CreatedAt: '2026-03-01T10:00:00.123456789+02:00' }],
  ['a leap day', { CreatedAt: '2028-02-29T10:00:00Z' }],
  ['only the number of a severity', { Severity: { Normalized: 40 } }],
  [
    "the provider's own severity",
    { Severity: {}, FindingProviderFields: { Severity: { Label: 'LOW' } } },
  ],
  ['an empty tag', { Resources: [{ ...resource, Tags: { Team: '' } }] }],
])('%s keeps to the format', ([, change]) => {
  expect(formatComplaint(sample('a', change))).toBeUndefined();
});
