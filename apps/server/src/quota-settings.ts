import { z } from 'zod';

const quota = z.exactOptional(z.coerce.number().int().min(0));

/** Quotas by service, each with AWS's own default; 0 is no limit where the service says so. */
const Quotas = z.strictObject({
  kms: z
    .strictObject({
      keys: quota,
      aliasesPerKey: quota,
      grantsPerKey: quota,
      onDemandRotations: quota,
    })
    .optional(),
  secretsmanager: z
    .strictObject({ secrets: quota, versions: quota, labels: quota, valueBytes: quota })
    .optional(),
  ssm: z.strictObject({ standard: quota, advanced: quota }).optional(),
});

export type Quotas = z.infer<typeof Quotas>;

/** An object in the configuration file; as a flag or variable the same as JSON text. */
const quotas = z.preprocess((value, context) => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    context.addIssue('expected JSON: {"kms":{"grantsPerKey":100000}}');
    return z.NEVER;
  }
}, Quotas.default({}));

export const quotaSettings = { quotas };

export const QUOTA_ENVIRONMENT = { GATEHOUSE_QUOTAS: 'quotas' } as const;
