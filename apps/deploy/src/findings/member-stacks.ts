import { BootstraplessSynthesizer, CfnCondition, Fn, Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { documentOf } from '../iam/documents.ts';
import { ownRole, roleArnOutput } from '../iam/roles.ts';
import { synthesizerOf } from '../interfaces.ts';
import { DELETION_PATTERN } from './deletion-pattern.ts';
import {
  allow,
  busArn,
  HISTORY_ROLE,
  resolverRoleArn,
  RULE,
  sub,
  trustRole,
  trustRule,
} from './documents.ts';
import type { FindingsSettings } from './settings.ts';

const FORWARDER = 'GatehouseDeletionForwarder';

/** The administrator's own bus in the home Region: it would send to itself. */
const elsewhere = (
  scope: Construct,
  { administratorAccount, region }: FindingsSettings,
): CfnCondition =>
  new CfnCondition(scope, 'IsAnotherBus', {
    expression: Fn.conditionNot(
      Fn.conditionAnd(
        Fn.conditionEquals({ Ref: 'AWS::AccountId' }, administratorAccount),
        Fn.conditionEquals({ Ref: 'AWS::Region' }, region),
      ),
    ),
  });

/**
 * For every account and every Region whose deletions are told: us-east-1 among them, where IAM's events are. The template knows no account
 * and no Region but the administrator's and has no asset, so that a stack set can put it everywhere.
 */
export class ResolverMemberStack extends Stack {
  constructor(scope: Construct, settings: FindingsSettings) {
    super(scope, 'GatehouseResolverMember', {
      synthesizer: synthesizerOf(new BootstraplessSynthesizer()),
      description: 'Gatehouse: tells the Security Hub administrator what is deleted',
    });
    const condition = elsewhere(this, settings);
    const role = new CfnRole(this, 'Role', {
      description: 'Lets EventBridge tell the Security Hub administrator what is deleted',
      assumeRolePolicyDocument: trustRule(),
      policies: [
        {
          policyName: FORWARDER,
          policyDocument: documentOf(allow('Tell', 'events:PutEvents', busArn(settings))),
        },
      ],
      maxSessionDuration: 3600,
    });
    // IAM is global: each Region's stack has a role of its own.
    role.addPropertyOverride('RoleName', sub(`${FORWARDER}-\${AWS::Region}`));
    const rule = new CfnRule(this, 'Rule', {
      name: RULE,
      description: 'Resources that are deleted, for the Security Hub administrator',
      eventPattern: DELETION_PATTERN,
      state: 'ENABLED',
      targets: [{ id: 'administrator', arn: busArn(settings), roleArn: role.attrArn }],
    });
    for (const resource of [role, rule]) resource.cfnOptions.condition = condition;
  }
}

/** For accounts whose event history the resolver reads, in one Region of each, because IAM is global. */
export class ResolverHistoryStack extends Stack {
  constructor(scope: Construct, settings: FindingsSettings) {
    super(scope, 'GatehouseResolverHistory', {
      synthesizer: synthesizerOf(new BootstraplessSynthesizer()),
      description: 'Gatehouse: lets the finding resolver read what was deleted',
    });
    const role = ownRole(this, 'Role', {
      name: HISTORY_ROLE,
      description: 'Lets the finding resolver read the event history',
      trust: trustRole(resolverRoleArn(settings)),
      policy: documentOf(allow('ReadHistory', 'cloudtrail:LookupEvents', '*')),
    });
    roleArnOutput(this, 'HistoryRoleArn', role);
  }
}
