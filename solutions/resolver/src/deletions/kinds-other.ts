import type { DeletionRecord, Found, ResourceKind } from './kind.ts';
import { member, textAt, textsAt } from './members.ts';

/** Web ACLs of CloudFront are "global", those of anything else "regional". */
const ofScope = ({ request }: DeletionRecord): readonly Found[] => {
  const scope = textAt(request, 'scope') === 'CLOUDFRONT' ? 'global' : 'regional';
  return textsAt(request, 'name').map((id) => ({
    id,
    parts: { scope, uuid: textAt(request, 'id') },
  }));
};

const rule = ({ request }: DeletionRecord): readonly Found[] => {
  const named = textAt(request, 'eventBusName') ?? 'default';
  const bus = named.slice(named.lastIndexOf('/') + 1);
  return textsAt(request, 'name').map((name) => ({
    id: bus === 'default' ? name : `${bus}/${name}`,
  }));
};

const stage = (type: string, api: string, path: string): ResourceKind => ({
  type,
  service: 'apigateway',
  events: ['DeleteStage'],
  arn: `arn:{p}:apigateway:{r}::/${path}/{id}`,
  find: ({ request }) => {
    const id = textAt(request, api);
    const name = textAt(request, 'stageName');
    return id === undefined || name === undefined ? [] : [{ id: `${id}/stages/${name}` }];
  },
});

export const OTHER_KINDS: readonly ResourceKind[] = [
  {
    type: 'AwsCloudTrailTrail',
    service: 'cloudtrail',
    events: ['DeleteTrail'],
    arn: 'arn:{p}:cloudtrail:{r}:{a}:trail/{id}',
    paths: ['name'],
  },
  {
    type: 'Other',
    service: 'logs',
    events: ['DeleteLogGroup'],
    arn: 'arn:{p}:logs:{r}:{a}:log-group:{id}',
    paths: ['logGroupName'],
    alsoKnownAs: (arn) => [`${arn}:*`],
  },
  {
    type: 'AwsCloudWatchAlarm',
    service: 'monitoring',
    events: ['DeleteAlarms'],
    arn: 'arn:{p}:cloudwatch:{r}:{a}:alarm:{id}',
    paths: ['alarmNames[]'],
  },
  {
    type: 'AwsElbv2LoadBalancer',
    service: 'elasticloadbalancing',
    events: ['DeleteLoadBalancer'],
    arn: '{id}',
    paths: ['loadBalancerArn'],
  },
  {
    type: 'AwsElbLoadBalancer',
    service: 'elasticloadbalancing',
    events: ['DeleteLoadBalancer'],
    arn: 'arn:{p}:elasticloadbalancing:{r}:{a}:loadbalancer/{id}',
    paths: ['loadBalancerName'],
  },
  {
    type: 'AwsCloudFrontDistribution',
    service: 'cloudfront',
    events: ['DeleteDistribution'],
    arn: 'arn:{p}:cloudfront::{a}:distribution/{id}',
    paths: ['id'],
    global: true,
    unique: true,
  },
  {
    type: 'AwsRoute53HostedZone',
    service: 'route53',
    events: ['DeleteHostedZone'],
    arn: 'arn:{p}:route53:::hostedzone/{id}',
    global: true,
    unique: true,
    find: ({ request }) =>
      textsAt(request, 'id').map((id) => ({ id: id.slice(id.lastIndexOf('/') + 1) })),
  },
  {
    type: 'Other',
    service: 'route53resolver',
    events: ['DeleteResolverQueryLogConfig'],
    arn: 'arn:{p}:route53resolver:{r}:{a}:resolver-query-log-config/{id}',
    paths: ['resolverQueryLogConfigId'],
    answered: 'resolverQueryLogConfig.arn',
    unique: true,
  },
  {
    type: 'AwsCertificateManagerCertificate',
    service: 'acm',
    events: ['DeleteCertificate'],
    arn: '{id}',
    paths: ['certificateArn'],
  },
  {
    type: 'AwsApiGatewayRestApi',
    service: 'apigateway',
    events: ['DeleteRestApi'],
    arn: 'arn:{p}:apigateway:{r}::/restapis/{id}',
    paths: ['restApiId'],
  },
  {
    type: 'AwsApiGatewayV2Api',
    service: 'apigateway',
    events: ['DeleteApi'],
    arn: 'arn:{p}:apigateway:{r}::/apis/{id}',
    paths: ['apiId'],
  },
  stage('AwsApiGatewayStage', 'restApiId', 'restapis'),
  stage('AwsApiGatewayV2Stage', 'apiId', 'apis'),
  {
    type: 'AwsAppSyncGraphQlApi',
    service: 'appsync',
    events: ['DeleteGraphqlApi'],
    arn: 'arn:{p}:appsync:{r}:{a}:apis/{id}',
    paths: ['apiId'],
  },
  {
    type: 'AwsGuardDutyDetector',
    service: 'guardduty',
    events: ['DeleteDetector'],
    arn: 'arn:{p}:guardduty:{r}:{a}:detector/{id}',
    paths: ['detectorId'],
    unique: true,
  },
  {
    type: 'AwsWafv2WebAcl',
    service: 'wafv2',
    events: ['DeleteWebACL'],
    arn: 'arn:{p}:wafv2:{r}:{a}:{scope}/webacl/{id}/{uuid}',
    find: ofScope,
  },
  {
    type: 'AwsWafv2RuleGroup',
    service: 'wafv2',
    events: ['DeleteRuleGroup'],
    arn: 'arn:{p}:wafv2:{r}:{a}:{scope}/rulegroup/{id}/{uuid}',
    find: ofScope,
  },
  {
    type: 'AwsWafWebAcl',
    service: 'waf',
    events: ['DeleteWebACL'],
    arn: 'arn:{p}:waf::{a}:webacl/{id}',
    paths: ['webACLId'],
    global: true,
    unique: true,
  },
  {
    type: 'AwsWafRegionalWebAcl',
    service: 'waf-regional',
    events: ['DeleteWebACL'],
    arn: 'arn:{p}:waf-regional:{r}:{a}:webacl/{id}',
    paths: ['webACLId'],
    unique: true,
  },
  {
    type: 'AwsNetworkFirewallFirewall',
    service: 'network-firewall',
    events: ['DeleteFirewall'],
    arn: 'arn:{p}:network-firewall:{r}:{a}:firewall/{id}',
    paths: ['firewallArn', 'firewallName'],
  },
  {
    type: 'AwsEventsEventbus',
    service: 'events',
    events: ['DeleteEventBus'],
    arn: 'arn:{p}:events:{r}:{a}:event-bus/{id}',
    paths: ['name'],
  },
  {
    type: 'Other',
    service: 'events',
    events: ['DeleteRule'],
    arn: 'arn:{p}:events:{r}:{a}:rule/{id}',
    find: rule,
  },
  {
    type: 'Other',
    service: 'ssm',
    events: ['DeleteParameter', 'DeleteParameters'],
    arn: 'arn:{p}:ssm:{r}:{a}:parameter/{id}',
    // A name that begins with a slash has it once in the ARN.
    find: ({ request, response }) => {
      const invalid = new Set(textsAt(response, 'invalidParameters[]'));
      return [...textsAt(request, 'name'), ...textsAt(request, 'names[]')]
        .filter((name) => !invalid.has(name))
        .map((name) => ({ id: name.replace(/^\//, '') }));
    },
  },
  {
    type: 'Other',
    service: 'ssm',
    events: ['DeregisterManagedInstance'],
    arn: 'arn:{p}:ssm:{r}:{a}:managed-instance/{id}',
    paths: ['instanceId'],
    unique: true,
  },
  {
    type: 'Other',
    service: 'bedrock',
    events: ['DeleteGuardrail'],
    arn: 'arn:{p}:bedrock:{r}:{a}:guardrail/{id}',
    // With a version only that version goes.
    find: ({ request }) =>
      member(request, 'guardrailVersion') === undefined
        ? textsAt(request, 'guardrailIdentifier').map((id) => ({ id }))
        : [],
  },
];
