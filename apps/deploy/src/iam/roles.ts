import { CfnOutput } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { BrokeredRoleSettings, DeploySettings } from '../settings.ts';
import {
  brokeredTrust,
  brokerTrust,
  documentOf,
  organizationPolicy,
  type PolicyDocument,
  targetPolicy,
} from './documents.ts';

const PSEUDO = /\$\{(AWS::(?:AccountId|Partition))\}/g;
const KEPT = '\u0000';

/** Account and partition are CloudFormation's to fill in; what else looks like a variable is IAM's (`${aws:username}`). */
const substitutedText = (text: string): unknown => {
  if (text.search(PSEUDO) === -1) return text;
  const marked = text.replaceAll(PSEUDO, `${KEPT}{$1}`);
  return { 'Fn::Sub': marked.replaceAll('${', '${!').replaceAll(KEPT, '$') };
};

export const substituted = (value: unknown): unknown => {
  if (typeof value === 'string') return substitutedText(value);
  if (Array.isArray(value)) return value.map(substituted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, substituted(member)]),
  );
};

interface OwnRole {
  readonly name: string;
  readonly description: string;
  readonly trust: PolicyDocument;
  readonly policy: PolicyDocument;
}

/** One of the broker's own roles, with its name as the name of its only policy. */
export const ownRole = (scope: Construct, id: string, role: OwnRole): CfnRole =>
  new CfnRole(scope, id, {
    roleName: role.name,
    description: role.description,
    assumeRolePolicyDocument: role.trust,
    policies: [{ policyName: role.name, policyDocument: role.policy }],
    maxSessionDuration: 3600,
  });

/** By which the broker looks at an account and ends sessions in it. */
export const targetRole = (
  scope: Construct,
  settings: DeploySettings,
  roles: readonly BrokeredRoleSettings[],
): CfnRole =>
  ownRole(scope, 'TargetRole', {
    name: settings.targetRoleName,
    description: 'Lets the access broker look at roles and activity, and end sessions',
    trust: brokerTrust(settings),
    policy: targetPolicy(settings, roles),
  });

/** By which it reads the organization. */
export const organizationRole = (scope: Construct, settings: DeploySettings): CfnRole =>
  ownRole(scope, 'OrganizationRole', {
    name: settings.organizationRoleName,
    description: 'Lets the access broker read the organization',
    trust: brokerTrust(settings),
    policy: organizationPolicy(),
  });

/** A role that people ask for. */
export const brokeredRole = (
  scope: Construct,
  settings: DeploySettings,
  role: BrokeredRoleSettings,
): CfnRole => {
  const { name, path, description, managedPolicies, statements, permissionsBoundary } = role;
  const made = new CfnRole(scope, `Role${name.replaceAll(/[^A-Za-z0-9]/g, '')}`, {
    roleName: name,
    path,
    description,
    assumeRolePolicyDocument: brokeredTrust(settings),
    maxSessionDuration: role.maxSessionSeconds,
  });
  made.addPropertyOverride('ManagedPolicyArns', managedPolicies.map(substituted));
  if (permissionsBoundary !== undefined)
    made.addPropertyOverride('PermissionsBoundary', substituted(permissionsBoundary));
  if (statements.length > 0)
    made.addPropertyOverride('Policies', [
      { PolicyName: name, PolicyDocument: substituted({ ...documentOf(), Statement: statements }) },
    ]);
  return made;
};

export const roleArnOutput = (scope: Construct, id: string, { attrArn }: CfnRole): CfnOutput =>
  new CfnOutput(scope, id, { value: attrArn });
