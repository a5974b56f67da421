import { compilePolicy, PolicySyntaxError, servicesUnderRcp } from '@gatehouse/policy';
import { malformedPolicy, policyTooLong } from './errors.ts';
import type { PolicyType } from './model.ts';
import { contentQuota } from './quotas.ts';

/** The one member that a management policy has at the top (Organizations User Guide, "Management policy syntax"). */
const TOP_LEVEL: Partial<Record<PolicyType, string>> = {
  TAG_POLICY: 'tags',
  BACKUP_POLICY: 'plans',
  AISERVICES_OPT_OUT_POLICY: 'services',
  CHATBOT_POLICY: 'chatbots',
  DECLARATIVE_POLICY_EC2: 'ec2_attributes',
  SECURITYHUB_POLICY: 'securityhub',
};

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parse = (content: string): unknown => {
  try {
    return JSON.parse(content);
  } catch {
    throw malformedPolicy();
  }
};

const compile = (content: string, type: 'scp' | 'rcp'): void => {
  try {
    compilePolicy(content, type);
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw malformedPolicy();
    throw error;
  }
};

const member = (value: object, name: string): unknown =>
  Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;

/**
 * Organizations User Guide, "RCP syntax": an organization's own resource control policy denies, it names actions, and
 * only those of services that such policies reach.
 */
const requireDenials = async (content: string): Promise<void> => {
  const reached = new Set(await servicesUnderRcp());
  const document = parse(content);
  const statements = isObject(document) ? [member(document, 'Statement')].flat() : [];
  for (const statement of statements) {
    if (!isObject(statement) || member(statement, 'Effect') !== 'Deny') throw malformedPolicy();
    const actions = [member(statement, 'Action')].flat();
    for (const action of actions)
      if (typeof action !== 'string' || !reached.has(action.split(':', 1)[0]?.toLowerCase() ?? ''))
        throw malformedPolicy();
  }
};

const requireManagementPolicy = (content: string, type: PolicyType): void => {
  const document = parse(content);
  if (!isObject(document)) throw malformedPolicy();
  const top = TOP_LEVEL[type];
  const names = Object.keys(document);
  if (top !== undefined && (names.length !== 1 || !isObject(member(document, top))))
    throw malformedPolicy();
};

/** Throws AWS's error for a document that a policy of this type cannot have. */
export const requireContent = async (content: string, type: PolicyType): Promise<void> => {
  if (Array.from(content).length > contentQuota(type)) throw policyTooLong();
  switch (type) {
    case 'SERVICE_CONTROL_POLICY':
      return compile(content, 'scp');
    case 'RESOURCE_CONTROL_POLICY':
      compile(content, 'rcp');
      return requireDenials(content);
    default:
      return requireManagementPolicy(content, type);
  }
};
