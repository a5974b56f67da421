import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { completeSeverity } from '../asff/severity.ts';
import type { FindingChange } from '../ports.ts';
import type { StoredFinding } from './model.ts';

/** Members that a customer's change sets, by the names that the finding has for them. */
const changedFields = (change: FindingChange): readonly string[] =>
  (
    [
      'Note',
      'Severity',
      'VerificationState',
      'Confidence',
      'Criticality',
      'Types',
      'UserDefinedFields',
      'Workflow',
      'RelatedFindings',
    ] as const
  ).filter((name) => change[name] !== undefined);

type Changeable = Pick<StoredFinding, 'finding' | 'customerFields'>;

/** A finding as a customer or a rule changes it; providers then no longer change what was set. */
export const changedFinding = (
  stored: Changeable,
  change: FindingChange,
  now: Date,
): Changeable => {
  const { finding } = stored;
  const changed: AwsSecurityFinding = {
    ...finding,
    ...defined('VerificationState', change.VerificationState),
    ...defined('Confidence', change.Confidence),
    ...defined('Criticality', change.Criticality),
    ...defined('Types', change.Types),
    ...defined('UserDefinedFields', change.UserDefinedFields),
    ...defined('RelatedFindings', change.RelatedFindings),
    ...(change.Note === undefined
      ? {}
      : { Note: { ...change.Note, UpdatedAt: now.toISOString() } }),
    ...(change.Workflow?.Status === undefined
      ? {}
      : { Workflow: { Status: change.Workflow.Status } }),
    ...(change.Severity === undefined ? {} : { Severity: severityAfter(finding, change.Severity) }),
  };
  const customerFields = [...new Set([...stored.customerFields, ...changedFields(change)])];
  return { finding: changed, customerFields };
};

const defined = <Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): Partial<Record<Name, Value>> => {
  const record: Partial<Record<Name, Value>> = {};
  if (value !== undefined) record[name] = value;
  return record;
};

/** The other of label and number follows; what the provider called it stays. */
const severityAfter = (
  { Severity: before = {} }: AwsSecurityFinding,
  { Label, Normalized, Product }: NonNullable<FindingChange['Severity']>,
): NonNullable<AwsSecurityFinding['Severity']> => {
  const { Original } = before;
  const product = Product ?? before.Product;
  const rest = {
    ...(Original === undefined ? {} : { Original }),
    ...(product === undefined ? {} : { Product: product }),
  };
  if (Label === undefined && Normalized === undefined) return { ...before, ...rest };
  return completeSeverity({
    ...(Label === undefined ? {} : { Label }),
    ...(Normalized === undefined ? {} : { Normalized }),
    ...rest,
  });
};
