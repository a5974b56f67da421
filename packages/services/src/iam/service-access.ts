const list = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Whether an action pattern is about the service: `s3:Get*`, `*`. The grammar has no other wildcard before the colon. */
const fitsService = (pattern: unknown, service: string): boolean => {
  if (typeof pattern !== 'string') return false;
  const [vendor = ''] = pattern.toLowerCase().split(':', 1);
  return vendor === '*' || vendor === service;
};

const isWhole = (pattern: unknown, service: string): boolean =>
  pattern === '*' ||
  (typeof pattern === 'string' && pattern.toLowerCase() === `${service.toLowerCase()}:*`);

/**
 * Whether a policy allows any action of a service, whatever the resources and conditions: which policies an
 * administrator has to look at, not what they amount to.
 */
export const grantsAccessTo = (document: string, service: string): boolean => {
  const policy: unknown = JSON.parse(document);
  if (!isRecord(policy)) return false;
  return list(policy['Statement']).some((statement) => {
    if (!isRecord(statement) || statement['Effect'] !== 'Allow') return false;
    const { Action, NotAction } = statement;
    if (NotAction !== undefined)
      return !list(NotAction).some((pattern) => isWhole(pattern, service));
    return list(Action).some((pattern) => fitsService(pattern, service.toLowerCase()));
  });
};
