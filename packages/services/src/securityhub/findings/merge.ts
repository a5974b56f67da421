import type {
  AwsSecurityFinding,
  FindingProviderFields,
  Resource,
} from '@aws-sdk/client-securityhub';
import { completeSeverity } from '../asff/severity.ts';
import { instantOf } from '../asff/timestamps.ts';
import type { HubRef } from '../ports.ts';
import type { StoredFinding } from './model.ts';

/** What findings are given on their way in, besides what their provider says. */
export interface Arrival {
  readonly owner: HubRef;
  readonly partition: string;
  readonly product: { readonly company: string; readonly name: string };
  readonly now: Date;
}

/** Members that providers set once, with a new finding, and customers afterwards. */
const CUSTOMERS = ['Note', 'UserDefinedFields', 'VerificationState', 'Workflow'] as const;

/** Members that providers set through FindingProviderFields until a customer sets them. */
const SHARED = ['Severity', 'Types', 'Confidence', 'Criticality', 'RelatedFindings'] as const;

/** A finding as it is when it comes for the first time. */
export const newFinding = (given: AwsSecurityFinding, arrival: Arrival): AwsSecurityFinding => {
  const provided = providerFields(given);
  const { product, owner, now } = arrival;
  const names = { ProductName: product.name, CompanyName: product.company };
  return {
    ...given,
    ...topLevel(given, provided),
    ...names,
    Region: owner.region,
    ProductFields: { ...given.ProductFields, ...productFieldsOf({ ...given, ...names }) },
    Resources: (given.Resources ?? []).map((resource) => located(resource, arrival)),
    WorkflowState: given.WorkflowState ?? 'NEW',
    Workflow: { Status: given.Workflow?.Status ?? 'NEW' },
    RecordState: given.RecordState ?? 'ACTIVE',
    FindingProviderFields: provided,
    ProcessedAt: now.toISOString(),
  };
};

/** The product fields that Security Hub itself adds. */
export const productFieldsOf = ({
  ProductArn = '',
  Id = '',
  ProductName = '',
  CompanyName = '',
}: Partial<AwsSecurityFinding>): Record<string, string> => ({
  'aws/securityhub/FindingId': `${ProductArn}/${Id}`,
  'aws/securityhub/ProductName': ProductName,
  'aws/securityhub/CompanyName': CompanyName,
});

const located = (resource: Resource, { owner, partition }: Arrival): Resource => ({
  ...resource,
  Partition: resource.Partition ?? partitionOf(partition),
  Region: resource.Region ?? owner.region,
});

const partitionOf = (partition: string): NonNullable<Resource['Partition']> =>
  partition === 'aws-cn' || partition === 'aws-us-gov' ? partition : 'aws';

/** User Guide, "Using FindingProviderFields": what is not there is taken from the members of the same name. */
export const providerFields = (given: AwsSecurityFinding): FindingProviderFields => {
  const fields = given.FindingProviderFields ?? {};
  const severity = fields.Severity ?? given.Severity;
  const confidence = fields.Confidence ?? given.Confidence;
  const criticality = fields.Criticality ?? given.Criticality;
  const types = fields.Types ?? given.Types;
  const related = fields.RelatedFindings ?? given.RelatedFindings;
  return {
    ...(severity === undefined ? {} : { Severity: providerSeverity(severity, given) }),
    ...(types === undefined ? {} : { Types: types }),
    ...(confidence === undefined ? {} : { Confidence: confidence }),
    ...(criticality === undefined ? {} : { Criticality: criticality }),
    ...(related === undefined ? {} : { RelatedFindings: related }),
  };
};

const providerSeverity = (
  severity: NonNullable<FindingProviderFields['Severity']>,
  given: AwsSecurityFinding,
): NonNullable<FindingProviderFields['Severity']> => {
  const Label = severity.Label ?? completeSeverity(given.Severity ?? {}).Label;
  const { Original } = severity;
  return {
    ...(Label === undefined ? {} : { Label }),
    ...(Original === undefined ? {} : { Original }),
  };
};

/** The members that customers see and may change, as the provider would have them. */
const topLevel = (
  given: AwsSecurityFinding,
  provided: FindingProviderFields,
): Partial<AwsSecurityFinding> => {
  const { Severity: severity, ...others } = provided;
  // A number that only the deprecated member can give stays, unless the provider's own label says otherwise.
  const isOwnLabel = given.FindingProviderFields?.Severity?.Label !== undefined;
  const base = isOwnLabel ? {} : (given.Severity ?? {});
  return { ...others, Severity: completeSeverity({ ...base, ...severity }) };
};

/** API_BatchImportFindings: an update that is not newer than the finding is ignored. */
export const isNewer = (given: AwsSecurityFinding, stored: AwsSecurityFinding): boolean =>
  (instantOf(given.UpdatedAt ?? '') ?? 0) > (instantOf(stored.UpdatedAt ?? '') ?? 0);

/** A finding that came before and comes again, newer. */
export const updatedFinding = (
  given: AwsSecurityFinding,
  { finding: before, customerFields }: Pick<StoredFinding, 'finding' | 'customerFields'>,
  arrival: Arrival,
): AwsSecurityFinding => {
  const fresh = newFinding(withEarlierShared(given, before), arrival);
  const merged: Record<string, unknown> = { ...fresh };
  for (const name of [...CUSTOMERS, 'WorkflowState'] as const) keep(merged, before, name);
  for (const name of SHARED) if (customerFields.includes(name)) keep(merged, before, name);
  merged['FirstObservedAt'] ??= before.FirstObservedAt;
  merged['Workflow'] = { Status: workflowAfter(before, fresh) };
  // Every member is one that a finding has, with a value that a finding had.
  return merged as unknown as AwsSecurityFinding;
};

const keep = (
  merged: Record<string, unknown>,
  before: AwsSecurityFinding,
  name: keyof AwsSecurityFinding,
): void => {
  if (before[name] === undefined) delete merged[name];
  else merged[name] = before[name];
};

/** What a provider does not mention of the shared members stays as it last said. */
const withEarlierShared = (
  given: AwsSecurityFinding,
  before: AwsSecurityFinding,
): AwsSecurityFinding => {
  const earlier = before.FindingProviderFields ?? {};
  const { Confidence, Criticality, RelatedFindings, Types, Severity } = given;
  const mentioned = {
    ...(Confidence === undefined ? {} : { Confidence }),
    ...(Criticality === undefined ? {} : { Criticality }),
    ...(RelatedFindings === undefined ? {} : { RelatedFindings }),
    ...(Types === undefined ? {} : { Types }),
    ...(Severity === undefined ? {} : { Severity: providerSeverity(Severity, given) }),
  };
  return {
    ...given,
    FindingProviderFields: { ...earlier, ...mentioned, ...given.FindingProviderFields },
  };
};

type WorkflowStatus = NonNullable<NonNullable<AwsSecurityFinding['Workflow']>['Status']>;

const OWN_PRODUCT = ':product/aws/securityhub';

/** API_Workflow: a finding that is active again, or no longer passes, is new again unless it is suppressed. */
const workflowAfter = (before: AwsSecurityFinding, after: AwsSecurityFinding): WorkflowStatus => {
  const status = before.Workflow?.Status ?? 'NEW';
  const isActiveAgain = before.RecordState === 'ARCHIVED' && after.RecordState === 'ACTIVE';
  const was = before.Compliance?.Status;
  const is = after.Compliance?.Status;
  const passesNoMore = was === 'PASSED' && is !== undefined && is !== 'PASSED';
  if ((status === 'NOTIFIED' || status === 'RESOLVED') && (isActiveAgain || passesNoMore))
    return 'NEW';
  // Findings of Security Hub's own controls resolve themselves when the control passes.
  const isOwn = after.ProductArn?.endsWith(OWN_PRODUCT) === true;
  if (isOwn && is === 'PASSED' && was !== undefined && was !== 'PASSED' && status !== 'SUPPRESSED')
    return 'RESOLVED';
  return status;
};
