/** What an intruder does in a session, in the order of ATT&CK's tactics. */
export type Stage =
  | 'discovery'
  | 'credential access'
  | 'privilege escalation'
  | 'persistence'
  | 'defense evasion'
  | 'collection and exfiltration'
  | 'impact';

/** Actions that serve an intruder, by service. Many are daily work: only those that are new to a principal count. */
const STAGES: Readonly<Record<Exclude<Stage, 'discovery'>, Readonly<Record<string, string>>>> = {
  'credential access': {
    secretsmanager: 'GetSecretValue BatchGetSecretValue',
    ssm: 'GetParameter GetParameters GetParametersByPath GetParameterHistory',
    ec2: 'GetPasswordData',
    iam: 'GenerateCredentialReport GetCredentialReport GetAccountAuthorizationDetails',
    sts: 'GetFederationToken GetSessionToken',
    redshift: 'GetClusterCredentials',
    ecr: 'GetAuthorizationToken',
    lambda: 'GetFunction',
  },
  'privilege escalation': {
    iam: 'AttachUserPolicy AttachRolePolicy AttachGroupPolicy PutUserPolicy PutRolePolicy PutGroupPolicy CreatePolicyVersion SetDefaultPolicyVersion AddUserToGroup UpdateAssumeRolePolicy AddRoleToInstanceProfile DeleteRolePermissionsBoundary DeleteUserPermissionsBoundary',
    lambda: 'UpdateFunctionCode UpdateFunctionConfiguration AddPermission',
    ec2: 'AssociateIamInstanceProfile ReplaceIamInstanceProfileAssociation ModifyInstanceAttribute',
    ssm: 'SendCommand StartSession',
    'ec2-instance-connect': 'SendSSHPublicKey SendSerialConsoleSSHPublicKey',
    glue: 'UpdateDevEndpoint CreateDevEndpoint',
  },
  persistence: {
    iam: 'CreateUser CreateAccessKey CreateLoginProfile UpdateLoginProfile UpdateAccessKey CreateRole CreateSAMLProvider UpdateSAMLProvider CreateOpenIDConnectProvider AddClientIDToOpenIDConnectProvider UploadSSHPublicKey UploadSigningCertificate CreateServiceSpecificCredential DeactivateMFADevice CreateVirtualMFADevice EnableMFADevice',
    rolesanywhere: 'CreateTrustAnchor CreateProfile',
    sso: 'CreateAccountAssignment CreatePermissionSet',
    ec2: 'CreateKeyPair ImportKeyPair AuthorizeSecurityGroupIngress',
    lambda: 'CreateFunction CreateEventSourceMapping CreateFunctionUrlConfig PublishLayerVersion',
    events: 'PutRule PutTargets',
  },
  'defense evasion': {
    cloudtrail: 'StopLogging DeleteTrail UpdateTrail PutEventSelectors DeleteEventDataStore',
    guardduty:
      'DeleteDetector UpdateDetector CreateIPSet CreateFilter DisassociateFromMasterAccount StopMonitoringMembers',
    config:
      'StopConfigurationRecorder DeleteConfigurationRecorder DeleteDeliveryChannel DeleteConfigRule',
    securityhub: 'DisableSecurityHub DisassociateFromAdministratorAccount',
    accessanalyzer: 'DeleteAnalyzer',
    ec2: 'DeleteFlowLogs',
    logs: 'DeleteLogGroup DeleteLogStream',
    cloudwatch: 'DeleteAlarms DisableAlarmActions',
    monitoring: 'DeleteAlarms DisableAlarmActions',
    organizations: 'LeaveOrganization',
    route53resolver: 'DeleteResolverQueryLogConfig',
    wafv2: 'DeleteWebACL',
  },
  'collection and exfiltration': {
    ec2: 'ModifySnapshotAttribute ModifyImageAttribute CreateSnapshot CopySnapshot SharedSnapshotVolumeCreated CreateInstanceExportTask CreateTrafficMirrorSession',
    ebs: 'ListSnapshotBlocks GetSnapshotBlock',
    rds: 'ModifyDBSnapshotAttribute ModifyDBClusterSnapshotAttribute CreateDBSnapshot StartExportTask RestoreDBInstanceFromDBSnapshot',
    s3: 'PutBucketPolicy DeleteBucketPolicy PutBucketAcl PutObjectAcl PutBucketReplication DeleteBucketPublicAccessBlock DeleteAccountPublicAccessBlock GetObject',
    ecr: 'SetRepositoryPolicy',
    dynamodb: 'ExportTableToPointInTime Scan',
    kms: 'PutKeyPolicy CreateGrant',
    ses: 'SendEmail SendRawEmail VerifyEmailIdentity',
    sns: 'SetTopicAttributes',
  },
  impact: {
    kms: 'ScheduleKeyDeletion DisableKey',
    s3: 'DeleteBucket DeleteObject DeleteObjects PutBucketLifecycle',
    rds: 'DeleteDBInstance DeleteDBCluster DeleteDBSnapshot',
    ec2: 'TerminateInstances DeleteSnapshot DeleteVolume RunInstances',
    ecs: 'RunTask CreateCluster',
    dynamodb: 'DeleteTable DeleteBackup',
    backup: 'DeleteBackupVault DeleteRecoveryPoint',
    iam: 'DeleteUser DeleteRole DeleteAccessKey',
  },
};

/** Read without changing anything and without telling secrets. */
const DISCOVERY = /^(?:List|Describe|Get|Lookup|Search|Simulate|Head)/;

const stageOf = (service: string, name: string): Stage | undefined => {
  for (const [stage, services] of stages) {
    if (services.get(service)?.has(name) === true) return stage;
  }
  return DISCOVERY.test(name) ? 'discovery' : undefined;
};

const toStages = (): readonly (readonly [Stage, ReadonlyMap<string, ReadonlySet<string>>])[] => {
  const all: [Stage, Map<string, Set<string>>][] = [];
  const add = (stage: Exclude<Stage, 'discovery'>): void => {
    const services = Object.entries(STAGES[stage]);
    all.push([
      stage,
      new Map(services.map(([service, names]) => [service, new Set(names.split(' '))])),
    ]);
  };
  // Where an action serves two stages, the first of these is told.
  add('defense evasion');
  add('privilege escalation');
  add('persistence');
  add('credential access');
  add('collection and exfiltration');
  add('impact');
  return all;
};

const stages = toStages();

/** An action as it is remembered: made once, so that nothing is built per event. */
export interface Action {
  /** `iam:CreateAccessKey` */
  readonly key: string;
  /** FNV-1a of the key: the same after a restart. */
  readonly hash: number;
  /** The same 32 bits with a sign: small integers are looked up faster. */
  readonly id: number;
  readonly stage: Stage | undefined;
}

export const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
};

const LONGEST = 96;
const KEPT = 20_000;

const createAction = (service: string, name: string): Action => {
  const key = `${service.slice(0, LONGEST)}:${name.slice(0, LONGEST)}`;
  const hash = hashOf(key);
  return { key, hash, id: hash | 0, stage: stageOf(service, name) };
};

export const createActions = (): ((service: string, name: string) => Action) => {
  const kept = new Map<string, Map<string, Action>>();
  let count = 0;
  return (service, name) => {
    let names = kept.get(service);
    const found = names?.get(name);
    if (found !== undefined) return found;
    const action = createAction(service, name);
    if (count >= KEPT) {
      kept.clear();
      names = undefined;
      count = 0;
    }
    if (names === undefined) {
      names = new Map();
      kept.set(service, names);
    }
    names.set(name, action);
    count++;
    return action;
  };
};

/** Services with one Region in their records wherever they are called from: it tells nothing of the caller. */
export const GLOBAL_SERVICES: ReadonlySet<string> = new Set([
  'iam',
  'sts',
  'signin',
  'cloudfront',
  'route53',
  'route53domains',
  'organizations',
  'support',
  'account',
  'billing',
  'ce',
  'budgets',
  'health',
  'waf',
  'shield',
  'globalaccelerator',
  'trustedadvisor',
  'sso',
  'identitystore',
  'notifications',
  'tagging',
]);
