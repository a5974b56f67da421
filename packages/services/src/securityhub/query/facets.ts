import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { instantOf } from '../asff/timestamps.ts';
import { type Attribute, attributes } from './attributes.ts';

/**
 * What each node keeps in memory of every finding: the attributes that people filter, sort and group by. They are stored
 * beside the finding as one JSON array, so that filling the memory reads no documents.
 */
const TEXTS = [
  'ProductArn',
  'AwsAccountId',
  'GeneratorId',
  'Type',
  'SeverityLabel',
  'Title',
  'ProductName',
  'CompanyName',
  'ResourceType',
  'ResourceId',
  'ResourceRegion',
  'ComplianceStatus',
  'ComplianceSecurityControlId',
  'VerificationState',
  'WorkflowStatus',
  'RecordState',
  'Region',
  // Numbers have few values each, so their text serves as well.
  'SeverityNormalized',
  'Confidence',
  'Criticality',
] as const;

const TIMES = ['UpdatedAt', 'CreatedAt', 'FirstObservedAt', 'LastObservedAt'] as const;

const known = (name: string): Attribute => {
  const attribute = attributes.get(name);
  if (attribute === undefined) throw new Error(`findings have no attribute ${name}`);
  return attribute;
};

export const textFacets: readonly Attribute[] = TEXTS.map(known);
export const timeFacets: readonly Attribute[] = TIMES.map(known);

/** Texts as they are, lists where there are several, null where there are none; then times in milliseconds. */
export type Facet = string | number | null | readonly (string | number)[];
export type Facets = readonly Facet[];

const textFacet = (values: readonly unknown[]): Facet => {
  const [first] = values;
  if (first === undefined) return null;
  if (values.length === 1) return isValue(first) ? first : null;
  return [...new Set(values.filter(isValue))];
};

const isValue = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number';

const timeFacet = ([first]: readonly unknown[]): Facet =>
  typeof first === 'string' ? (instantOf(first) ?? null) : null;

export const facetsOf = (finding: AwsSecurityFinding): Facets => {
  const facets: Facet[] = [];
  for (const attribute of textFacets) facets.push(textFacet(attribute.values(finding)));
  for (const attribute of timeFacets) facets.push(timeFacet(attribute.values(finding)));
  return facets;
};
