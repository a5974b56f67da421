import type { Parameters } from '@gatehouse/compliance';
import { z } from 'zod';
import { account, listOf, region, roleName } from '../aws-settings.ts';

const HOURS = 12;
const MOST_HOURS = 168;

/** Of the judgement of secrets. */
export const complianceSettings = {
  /** Judges secrets and keeps their findings in Security Hub; default: `on`, with `GATEHOUSE_CLOUD=aws` where another of these is set. */
  compliance: z.enum(['on', 'off']).optional(),
  /** Hours from one judgement to the next. */
  complianceHours: z.coerce.number().int().min(1).max(MOST_HOURS).default(HOURS),
  /** JSON file with what rules are asked with. */
  complianceParametersFile: z.string().min(1).optional(),
  /** On AWS: accounts whose secrets are judged; default: that of the process. */
  complianceAccounts: listOf(account).optional(),
  /** On AWS: the role of each of them. */
  complianceRole: roleName.optional(),
  /** On AWS: which of them may read the organization's policies; default: each its own. */
  complianceOrganizationAccount: account.optional(),
  /** Default: all. */
  complianceRegions: listOf(region).optional(),
};

export const COMPLIANCE_ENVIRONMENT = {
  GATEHOUSE_COMPLIANCE: 'compliance',
  GATEHOUSE_COMPLIANCE_HOURS: 'complianceHours',
  GATEHOUSE_COMPLIANCE_PARAMETERS_FILE: 'complianceParametersFile',
  GATEHOUSE_COMPLIANCE_ACCOUNTS: 'complianceAccounts',
  GATEHOUSE_COMPLIANCE_ROLE: 'complianceRole',
  GATEHOUSE_COMPLIANCE_ORGANIZATION_ACCOUNT: 'complianceOrganizationAccount',
  GATEHOUSE_COMPLIANCE_REGIONS: 'complianceRegions',
} as const;

/** As in @gatehouse/compliance, which is loaded only where it is used. */
const RULES = [
  'old-value',
  'no-rotation',
  'late-rotation',
  'unused',
  'too-many-readers',
  'managed-key-shared',
  'no-replica',
  'pci-dss-90-days',
] as const satisfies readonly Parameters['rules'][number][];

const Days = z.number().int().min(1).max(3650);
const MOST_READERS = 100_000;

/** What rules are asked with, where it is another than the default. */
export const RuleParameters = z.strictObject({
  rules: z.array(z.enum(RULES)).min(1).optional(),
  maxAgeDays: Days.optional(),
  unusedDays: Days.optional(),
  mostReaders: z.number().int().min(0).max(MOST_READERS).optional(),
  trustedAccounts: z.array(account).max(1000).optional(),
  replicaRegions: z.array(region).max(50).optional(),
  pciTag: z.string().min(1).max(385).optional(),
});

export type RuleParameters = z.output<typeof RuleParameters>;

/** The defaults with what was given. */
export const withDefaults = (defaults: Parameters, given: RuleParameters): Parameters => ({
  rules: given.rules ?? defaults.rules,
  maxAgeDays: given.maxAgeDays ?? defaults.maxAgeDays,
  unusedDays: given.unusedDays ?? defaults.unusedDays,
  mostReaders: given.mostReaders ?? defaults.mostReaders,
  trustedAccounts: given.trustedAccounts ?? defaults.trustedAccounts,
  replicaRegions: given.replicaRegions ?? defaults.replicaRegions,
  pciTag: given.pciTag ?? defaults.pciTag,
});
