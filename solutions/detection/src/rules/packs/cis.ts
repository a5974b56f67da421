import { STEPS } from './steps.ts';
import { type Row, rows } from './table.ts';

const any = (names: string): string =>
  names
    .split(' ')
    .map((name) => `($.eventName=${name})`)
    .join(' || ');

const SECURITY_HUB =
  'https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html';

const cis = (
  section: string,
  id: string,
  title: string,
  severity: Row['severity'],
  techniques: readonly string[],
  when: string,
  more: Partial<Row> = {},
): Row => ({
  id: `cis.${id}`,
  title,
  description: `CIS AWS Foundations Benchmark, section ${section}: such calls are to be watched by a metric filter and an alarm.`,
  severity,
  techniques,
  when: [when],
  because: '{actor} called {action} from {ip}.',
  nextSteps: STEPS.identity,
  references: [SECURITY_HUB],
  ...more,
});

/** The monitoring set of the CIS AWS Foundations Benchmark, with the patterns that Security Hub's controls look for. */
export const CIS_RULES = rows([
  cis(
    '4.1',
    'unauthorized-calls',
    'Calls were not authorized',
    'INFORMATIONAL',
    ['T1526'],
    '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
    { group: ['actor', 'action'], because: '{actor} was denied {action}.' },
  ),
  cis(
    '4.2',
    'console-login-without-mfa',
    'Console login without MFA',
    'LOW',
    ['T1078.004'],
    '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
    { because: '{actor} signed in from {ip} without a second factor.' },
  ),
  cis(
    '4.3',
    'root-used',
    'The root user was used',
    'MEDIUM',
    ['T1078.004'],
    '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}',
    { group: ['account'], because: 'The root user of {account} called {action} from {ip}.' },
  ),
  cis(
    '4.4',
    'iam-policy-changed',
    'IAM policies changed',
    'LOW',
    ['T1098.003'],
    `{($.eventSource=iam.amazonaws.com) && (${any('DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy PutRolePolicy PutUserPolicy CreatePolicy DeletePolicy CreatePolicyVersion DeletePolicyVersion AttachRolePolicy DetachRolePolicy AttachUserPolicy DetachUserPolicy AttachGroupPolicy DetachGroupPolicy')})}`,
  ),
  cis(
    '4.5',
    'cloudtrail-changed',
    'The configuration of CloudTrail changed',
    'LOW',
    ['T1685.002'],
    `{${any('CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging')}}`,
    { nextSteps: STEPS.logging },
  ),
  cis(
    '4.6',
    'console-login-failed',
    'Console logins failed',
    'LOW',
    ['T1110'],
    '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
    { group: ['account', 'ip'], because: 'A console login of {actor} from {ip} failed.' },
  ),
  cis(
    '4.7',
    'kms-key-disabled',
    'KMS keys were disabled or are to be deleted',
    'LOW',
    ['T1485'],
    `{($.eventSource=kms.amazonaws.com) && (${any('DisableKey ScheduleKeyDeletion')})}`,
    { because: '{actor} called {action} on {$.requestParameters.keyId}.' },
  ),
  cis(
    '4.8',
    's3-policy-changed',
    'Policies of S3 buckets changed',
    'LOW',
    ['T1530'],
    `{($.eventSource=s3.amazonaws.com) && (${any('PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle PutBucketReplication DeleteBucketPolicy DeleteBucketCors DeleteBucketLifecycle DeleteBucketReplication')})}`,
    { because: '{actor} called {action} on {$.requestParameters.bucketName}.' },
  ),
  cis(
    '4.9',
    'config-changed',
    'The configuration of AWS Config changed',
    'LOW',
    ['T1685.002'],
    `{($.eventSource=config.amazonaws.com) && (${any('StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel PutConfigurationRecorder')})}`,
    { nextSteps: STEPS.logging },
  ),
  cis(
    '4.10',
    'security-group-changed',
    'Security groups changed',
    'INFORMATIONAL',
    ['T1686.001'],
    `{${any('AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress RevokeSecurityGroupEgress CreateSecurityGroup DeleteSecurityGroup')}}`,
  ),
  cis(
    '4.11',
    'network-acl-changed',
    'Network ACLs changed',
    'LOW',
    ['T1686.001'],
    `{${any('CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry ReplaceNetworkAclEntry ReplaceNetworkAclAssociation')}}`,
  ),
  cis(
    '4.12',
    'gateway-changed',
    'Network gateways changed',
    'LOW',
    ['T1686.001'],
    `{${any('CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway CreateInternetGateway DeleteInternetGateway DetachInternetGateway')}}`,
  ),
  cis(
    '4.13',
    'route-table-changed',
    'Route tables changed',
    'INFORMATIONAL',
    ['T1686.001'],
    `{($.eventSource=ec2.amazonaws.com) && (${any('CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation DeleteRouteTable DeleteRoute DisassociateRouteTable')})}`,
  ),
  cis(
    '4.14',
    'vpc-changed',
    'VPCs changed',
    'LOW',
    ['T1686.001'],
    `{${any('CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection CreateVpcPeeringConnection DeleteVpcPeeringConnection RejectVpcPeeringConnection AttachClassicLinkVpc DetachClassicLinkVpc DisableVpcClassicLink EnableVpcClassicLink')}}`,
  ),
  cis(
    '4.15',
    'organization-changed',
    'The organization changed',
    'LOW',
    ['T1666'],
    `{($.eventSource=organizations.amazonaws.com) && (${any('AcceptHandshake AttachPolicy CreateAccount CreateOrganizationalUnit CreatePolicy DeclineHandshake DeleteOrganization DeleteOrganizationalUnit DeletePolicy DetachPolicy DisablePolicyType EnablePolicyType InviteAccountToOrganization LeaveOrganization MoveAccount RemoveAccountFromOrganization UpdatePolicy UpdateOrganizationalUnit')})}`,
  ),
]);
