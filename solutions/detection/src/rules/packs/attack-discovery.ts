import { STEPS } from './steps.ts';
import { ROUTINE, ROUTINE_OF_PEOPLE, calls, rows } from './table.ts';

const LOOKING_AROUND =
  'ListUsers ListRoles ListGroups GetAccountSummary GetAccountAuthorizationDetails ListPolicies ListAccessKeys ListAttached* ListUserPolicies ListRolePolicies ListGroupPolicies ListGroupsForUser ListEntitiesForPolicy GetCredentialReport GenerateCredentialReport ListMFADevices ListVirtualMFADevices GetAccountPasswordPolicy ListSAMLProviders'.split(
    ' ',
  );
const DETECTORS = ['ListDetectors', 'GetDetector'];

/** Looking around. */
export const DISCOVERY_RULES = rows([
  {
    id: 'attack.discovery-from-instance',
    title: 'An instance looks around in the account',
    description:
      'Programs on an instance do not list users, roles, trails and detectors; somebody who got onto it does.',
    severity: 'MEDIUM',
    techniques: ['T1580', 'T1087.004', 'T1526'],
    when: [
      calls('iam', LOOKING_AROUND),
      calls('guardduty', DETECTORS),
      calls('cloudtrail', ['DescribeTrails', 'ListTrails', 'GetTrailStatus']),
      calls('s3', ['ListBuckets']),
      calls('sts', ['GetCallerIdentity']),
      calls('organizations', ['DescribeOrganization', 'ListAccounts']),
    ],
    check: 'session-from-instance',
    callers: ROUTINE,
    because: '{session} asked who there is and who watches, by {action} among others, from {ip}.',
    group: ['session'],
    burst: { of: ['session'], distinct: ['action'], count: 4, seconds: 900 },
    nextSteps: STEPS.compute,
  },
  {
    id: 'attack.identity-enumeration',
    title: 'Users, roles and rights of the account were listed',
    description:
      'A session asked six or more different questions about identities within ten minutes.',
    severity: 'MEDIUM',
    techniques: ['T1087.004', 'T1069.003'],
    when: [calls('iam', LOOKING_AROUND)],
    check: 'not-usual',
    callers: ROUTINE_OF_PEOPLE,
    because:
      '{session} asked many different questions about identities, {action} among them, from {ip}.',
    group: ['session'],
    burst: { of: ['session'], distinct: ['action'], count: 6, seconds: 600 },
    nextSteps: STEPS.discovery,
  },
  {
    id: 'attack.all-rights-read',
    title: 'All users, roles and policies were read at once',
    description:
      'One call gives everything that is needed to find a way to more rights. Scanners use it too.',
    severity: 'LOW',
    techniques: ['T1087.004', 'T1069.003'],
    when: [calls('iam', ['GetAccountAuthorizationDetails'])],
    check: 'not-usual',
    because: '{actor} called {action} from {ip}.',
    nextSteps: STEPS.discovery,
  },
  {
    id: 'attack.mail-enumeration',
    title: 'Somebody looks how much mail the account may send',
    description:
      'Quotas, identities and the sending state of SES were asked for together, as is done with stolen keys before they send phishing mail.',
    severity: 'MEDIUM',
    techniques: ['T1526', 'T1566'],
    when: [
      calls('ses', [
        'GetAccount',
        'GetAccountSendingEnabled',
        'GetSendQuota',
        'GetSendStatistics',
        'ListIdentities',
        'ListVerifiedEmailAddresses',
        'ListEmailIdentities',
        'GetIdentityVerificationAttributes',
        'GetIdentityDkimAttributes',
        'ListServiceQuotas',
      ]),
      calls(
        'servicequotas',
        ['ListServiceQuotas', 'GetServiceQuota'],
        '$.requestParameters.serviceCode = "ses"',
      ),
    ],
    callers: ROUTINE_OF_PEOPLE,
    because: '{actor} called {action} from {ip}.',
    distinct: 'action',
    threshold: 3,
    windowSeconds: 900,
    nextSteps: STEPS.discovery,
  },
  {
    id: 'attack.user-data-read',
    title: 'User data of several instances was read',
    description: 'User data often holds passwords and keys.',
    severity: 'MEDIUM',
    techniques: ['T1552.001', 'T1580'],
    when: [
      calls('ec2', ['DescribeInstanceAttribute'], '$.requestParameters.attribute = "userData"'),
    ],
    callers: ROUTINE_OF_PEOPLE,
    because: '{actor} read the user data of {$.requestParameters.instanceId} from {ip}.',
    distinct: '$.requestParameters.instanceId',
    threshold: 3,
    windowSeconds: 900,
    nextSteps: STEPS.discovery,
  },
  {
    id: 'attack.organization-enumeration',
    title: 'The accounts and policies of the organization were listed',
    description:
      'A session asked four or more different questions about the organization within fifteen minutes.',
    severity: 'MEDIUM',
    techniques: ['T1580', 'T1087.004'],
    when: [calls('organizations', ['Describe*', 'List*'])],
    check: 'not-usual',
    callers: ROUTINE_OF_PEOPLE,
    because: '{session} called {action} from {ip}.',
    group: ['session'],
    burst: { of: ['session'], distinct: ['action'], count: 4, seconds: 900 },
    nextSteps: STEPS.discovery,
  },
  {
    id: 'attack.models-enumerated',
    title: 'Language models were looked for in many Regions',
    description: 'Who resells model access with stolen keys tries one Region after the other.',
    severity: 'MEDIUM',
    techniques: ['T1526', 'T1580'],
    when: [
      calls('bedrock', [
        'ListFoundationModels',
        'GetFoundationModel*',
        'ListFoundationModelAgreementOffers',
        'GetUseCaseForModelAccess',
        'InvokeModel*',
        'ListInferenceProfiles',
      ]),
    ],
    callers: ROUTINE_OF_PEOPLE,
    because: '{actor} called {action} in {region} from {ip}.',
    distinct: 'region',
    threshold: 4,
    windowSeconds: 900,
    nextSteps: STEPS.discovery,
  },
  {
    id: 'attack.regions-swept',
    title: 'One session looked into many Regions',
    description:
      'The same session asked for resources in eight or more Regions within ten minutes. Inventories do so too.',
    severity: 'LOW',
    techniques: ['T1580', 'T1535'],
    when: [
      '{ ($.eventName = "Describe*" || $.eventName = "List*") && ($.readOnly IS TRUE || $.readOnly = true) }',
    ],
    check: 'not-usual',
    callers: { pipeline: 'skip' },
    because: '{session} called {action} in {region}.',
    group: ['session'],
    burst: { of: ['session'], distinct: ['region'], count: 8, seconds: 600 },
    nextSteps: STEPS.discovery,
  },
]);
