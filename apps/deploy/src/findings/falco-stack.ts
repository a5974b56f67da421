import { BootstraplessSynthesizer, Stack } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { documentOf } from '../iam/documents.ts';
import { ownRole, roleArnOutput } from '../iam/roles.ts';
import { synthesizerOf } from '../interfaces.ts';
import {
  functionStatements,
  hereArn,
  IMPORTER_ROLE,
  importStatement,
  sub,
  trustLambda,
  trustRole,
} from './documents.ts';
import { createDeadQueue, createFunction } from './function.ts';
import type { FalcoDeployment, FindingsSettings } from './settings.ts';

const FUNCTION = 'gatehouse-falco';
const DEAD_QUEUE = 'gatehouse-falco-dead';
const ROLE = 'GatehouseFalco';
const DESCRIPTION = 'Imports alerts of Falco as findings';

/** The log group, and no other, may call the function; every line of it goes there. */
const subscribe = (scope: Construct, functionArn: string, logGroup: string, at: number): void => {
  const permission = new CfnPermission(scope, `LogsPermission${at}`, {
    action: 'lambda:InvokeFunction',
    functionName: functionArn,
    principal: 'logs.amazonaws.com',
  });
  permission.addPropertyOverride('SourceAccount', sub('${AWS::AccountId}'));
  permission.addPropertyOverride('SourceArn', hereArn('logs', `log-group:${logGroup}:*`));
  const filter = new CfnSubscriptionFilter(scope, `Subscription${at}`, {
    filterName: 'falco',
    logGroupName: logGroup,
    filterPattern: '',
    destinationArn: functionArn,
  });
  filter.addResourceDependency(permission);
};

const createFalcoFunction = (
  scope: Construct,
  { logRetentionDays }: FindingsSettings,
  { code, logGroups }: Extract<FalcoDeployment, { by: 'function' }>,
): void => {
  const deadQueue = createDeadQueue(scope, DEAD_QUEUE);
  const role = new CfnRole(scope, 'Role', {
    description: DESCRIPTION,
    assumeRolePolicyDocument: trustLambda(),
    policies: [
      {
        policyName: ROLE,
        policyDocument: documentOf(
          importStatement('${AWS::Region}'),
          ...functionStatements(FUNCTION, DEAD_QUEUE),
        ),
      },
    ],
  });
  // IAM is global: each Region's stack has a role of its own.
  role.addPropertyOverride('RoleName', sub(`${ROLE}-\${AWS::Region}`));
  const made = createFunction(scope, {
    name: FUNCTION,
    description: DESCRIPTION,
    code,
    role,
    deadQueue,
    logRetentionDays,
  });
  for (const [at, logGroup] of logGroups.entries()) subscribe(scope, made.attrArn, logGroup, at);
};

/** For accounts that host workloads: a function in each Region with log groups of Falco, or a role for a server that takes alerts. */
export class FalcoStack extends Stack {
  constructor(scope: Construct, settings: FindingsSettings, falco: FalcoDeployment) {
    super(scope, 'GatehouseFalco', {
      synthesizer: synthesizerOf(new BootstraplessSynthesizer()),
      description: 'Gatehouse: makes findings of alerts of Falco',
    });
    if (falco.by === 'function') {
      createFalcoFunction(this, settings, falco);
      return;
    }
    const role = ownRole(this, 'Role', {
      name: IMPORTER_ROLE,
      description: DESCRIPTION,
      trust: trustRole(falco.serverRoleArn),
      policy: documentOf(importStatement('*')),
    });
    roleArnOutput(this, 'ImporterRoleArn', role);
  }
}
