import { BootstraplessSynthesizer, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { brokeredRole, roleArnOutput, targetRole } from '../iam/roles.ts';
import { synthesizerOf } from '../interfaces.ts';
import type { DeploySettings, TargetSettings } from '../settings.ts';

/**
 * For each account whose roles are brokered. The template knows no account, no Region and no asset, so that a stack set can put it into
 * every account of an organizational unit; IAM is global, so one Region per account.
 */
export class BrokerTargetStack extends Stack {
  constructor(scope: Construct, settings: DeploySettings, target: TargetSettings) {
    super(scope, target.name, {
      synthesizer: synthesizerOf(new BootstraplessSynthesizer()),
      description:
        'Gatehouse: roles that the access broker lends, and the role it looks and cuts by',
    });
    for (const role of target.roles) brokeredRole(this, settings, role);
    roleArnOutput(this, 'TargetRoleArn', targetRole(this, settings, target.roles));
  }
}
