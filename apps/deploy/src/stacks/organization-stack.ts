import { BootstraplessSynthesizer, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { organizationRole, roleArnOutput, targetRole } from '../iam/roles.ts';
import { synthesizerOf } from '../interfaces.ts';
import type { DeploySettings } from '../settings.ts';

/**
 * For the management account, where stack sets with service-managed permissions put nothing. It lends no role; the broker looks there
 * too, for roles that somebody made to trust it.
 */
export class BrokerOrganizationStack extends Stack {
  constructor(scope: Construct, settings: DeploySettings) {
    super(scope, 'GatehouseBrokerOrganization', {
      synthesizer: synthesizerOf(new BootstraplessSynthesizer()),
      description: 'Gatehouse: lets the access broker read the organization',
    });
    roleArnOutput(this, 'OrganizationRoleArn', organizationRole(this, settings));
    roleArnOutput(this, 'TargetRoleArn', targetRole(this, settings, []));
  }
}
