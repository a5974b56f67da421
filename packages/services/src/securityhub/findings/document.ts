import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { productFieldsOf, providerFields } from './merge.ts';

const DERIVED: ReadonlySet<string> = new Set(Object.keys(productFieldsOf({})));

/**
 * The text that is stored of a finding: what follows from the rest is left out. Half of the findings would otherwise take
 * a page of the database more.
 */
export const documentOf = (
  finding: AwsSecurityFinding,
  customerFields: readonly string[],
): string => {
  const fields = finding.ProductFields ?? {};
  const own: Record<string, string> = {};
  for (const name of Object.keys(fields)) if (!DERIVED.has(name)) own[name] = fields[name] ?? '';
  // As long as no customer has set one of them, the provider's members are those that the finding shows.
  const provided = customerFields.length === 0 ? undefined : finding.FindingProviderFields;
  return JSON.stringify({ ...finding, ProductFields: own, FindingProviderFields: provided });
};

export const findingOf = (document: string): AwsSecurityFinding => {
  const finding = JSON.parse(document) as AwsSecurityFinding;
  finding.ProductFields = { ...finding.ProductFields, ...productFieldsOf(finding) };
  finding.FindingProviderFields ??= providerFields(finding);
  return finding;
};
