import { STEPS } from './steps.ts';
import { BY_USER, ROUTINE, ROUTINE_OF_PEOPLE, calls, rows } from './table.ts';

/** Letters in either case, words apart by signs or not at all. */
const loosely = (words: string): string =>
  words
    .replaceAll(/[a-z]/g, (letter) => `[${letter.toUpperCase()}${letter}]`)
    .replaceAll(' ', '[-_.]*');

const NOTES = [
  ['ransom', 'files deleted', 'file deleted', 'files encrypted', 'all your files'],
  [
    'how to decrypt',
    'how to recover',
    'how to restore',
    'decrypt instructions',
    'recovery instructions',
  ],
].map((names) => names.map(loosely).join('|'));

/** Taking data out, and doing harm. */
export const IMPACT_RULES = rows([
  {
    id: 'attack.admin-port-opened',
    title: 'The internet may reach an administrative port',
    description: 'A security group lets everybody connect to SSH, RDP, a database or every port.',
    severity: 'MEDIUM',
    techniques: ['T1562.007', 'T1190'],
    when: [calls('ec2', ['AuthorizeSecurityGroupIngress', 'ModifySecurityGroupRules'])],
    check: 'admin-port-opened',
    callers: ROUTINE,
    because: '{actor} opened {$.requestParameters.groupId} from {ip}.',
    nextSteps: STEPS.sharing,
  },
  {
    id: 'attack.bucket-made-public',
    title: 'A bucket or object was made public by its ACL',
    description: 'Everybody may read or write what the ACL covers.',
    severity: 'MEDIUM',
    techniques: ['T1530', 'T1537'],
    when: [
      '{ ($.eventName = "PutBucketAcl" || $.eventName = "PutObjectAcl") && ($.requestParameters.[\'x-amz-acl\'] = "public-*" || $.requestParameters.[\'x-amz-acl\'][*] = "public-*") }',
      '{ ($.eventName = "PutBucketAcl" || $.eventName = "PutObjectAcl") && $.requestParameters.AccessControlPolicy.AccessControlList.Grant[*].Grantee.URI = "*AllUsers" }',
    ],
    callers: ROUTINE,
    because: '{actor} called {action} on {$.requestParameters.bucketName} from {ip}.',
    nextSteps: STEPS.sharing,
  },
  {
    id: 'attack.data-exported',
    title: 'A machine or database was exported',
    description:
      'A whole image, instance or snapshot was written to a bucket, from where it can be taken anywhere.',
    severity: 'LOW',
    techniques: ['T1537', 'T1530'],
    when: [
      calls('ec2', ['CreateInstanceExportTask', 'ExportImage', 'CreateStoreImageTask']),
      calls('rds', ['StartExportTask']),
      calls('dynamodb', ['ExportTableToPointInTime']),
      calls('ec2', ['SharedSnapshotCopyInitiated', 'SharedSnapshotVolumeCreated']),
    ],
    because: '{actor} called {action} from {ip}.',
    nextSteps: STEPS.sharing,
  },
  {
    id: 'attack.traffic-mirrored',
    title: 'Network traffic is mirrored',
    description: 'Whoever has the target of a mirror reads what instances send.',
    severity: 'MEDIUM',
    techniques: ['T1040'],
    when: [calls('ec2', ['CreateTrafficMirrorSession'])],
    callers: ROUTINE,
    because: '{actor} mirrors traffic in {region} from {ip}.',
    nextSteps: STEPS.sharing,
  },
  {
    id: 'attack.database-made-public',
    title: 'A database can be reached from the internet',
    description: 'An instance was made publicly accessible, or its password was replaced.',
    severity: 'MEDIUM',
    techniques: ['T1562.007'],
    when: [
      calls(
        'rds',
        ['ModifyDBInstance', 'CreateDBInstance', 'RestoreDBInstanceFromDBSnapshot'],
        '$.requestParameters.publiclyAccessible IS TRUE',
      ),
    ],
    callers: ROUTINE_OF_PEOPLE,
    because: '{actor} called {action} from {ip}.',
    nextSteps: STEPS.sharing,
  },
  {
    id: 'attack.versions-deleted',
    title: 'Versions of objects were deleted one by one',
    description:
      'Who deletes named versions leaves nothing to restore. Lifecycle rules do so without calls.',
    severity: 'MEDIUM',
    techniques: ['T1485', 'T1490'],
    when: [calls('s3', ['DeleteObject'], '$.requestParameters.versionId = *')],
    callers: ROUTINE,
    because:
      '{actor} deleted a version of {$.requestParameters.key} in {$.requestParameters.bucketName} from {ip}.',
    group: ['session', '$.requestParameters.bucketName'],
    burst: {
      of: ['session', '$.requestParameters.bucketName'],
      distinct: ['$.requestParameters.key', '$.requestParameters.versionId'],
      count: 10,
      seconds: 600,
    },
    nextSteps: STEPS.data,
  },
  {
    id: 'attack.bucket-emptied',
    title: 'The versions of a bucket were listed, and then objects deleted',
    description: 'A session lists every version and then deletes: nothing is to be left.',
    severity: 'MEDIUM',
    techniques: ['T1485', 'T1490'],
    when: [calls('s3', ['ListObjectVersions']), calls('s3', ['DeleteObjects'])],
    callers: ROUTINE,
    because: '{actor} called {action} on {$.requestParameters.bucketName} from {ip}.',
    group: ['session', '$.requestParameters.bucketName'],
    burst: {
      of: ['session', '$.requestParameters.bucketName'],
      distinct: ['action'],
      count: 2,
      seconds: 1800,
    },
    nextSteps: STEPS.data,
  },
  {
    id: 'attack.objects-deleted',
    title: 'Many objects were deleted within minutes',
    description:
      'One session deleted fifty or more objects of a bucket, or made five or more calls that delete up to a thousand each.',
    severity: 'LOW',
    techniques: ['T1485'],
    when: [calls('s3', ['DeleteObject', 'DeleteObjects'])],
    check: 'not-usual',
    because: '{session} deletes objects of {$.requestParameters.bucketName} from {ip}.',
    group: ['session', '$.requestParameters.bucketName'],
    burst: {
      of: ['session', '$.requestParameters.bucketName'],
      distinct: ['$.requestParameters.key', '$.requestID'],
      count: 50,
      seconds: 600,
    },
    nextSteps: STEPS.data,
  },
  {
    id: 'attack.ransom-note',
    title: 'An object was written whose name is that of a ransom note',
    description: 'Objects with such names are left where data was deleted or encrypted.',
    severity: 'MEDIUM',
    techniques: ['T1486', 'T1485'],
    when: NOTES.map(
      (words) => `{ $.eventName = "PutObject" && $.requestParameters.key = %${words}% }`,
    ),
    callers: ROUTINE,
    because:
      '{actor} wrote {$.requestParameters.key} to {$.requestParameters.bucketName} from {ip}.',
    nextSteps: STEPS.data,
  },
  {
    id: 'attack.objects-encrypted-by-caller',
    title: 'Objects were encrypted with a key that only the caller has',
    description:
      'With SSE-C, S3 keeps no key: without it the objects cannot be read again. It is used for ransom and hardly otherwise.',
    severity: 'HIGH',
    techniques: ['T1486'],
    when: [
      '{ ($.eventName = "PutObject" || $.eventName = "CopyObject" || $.eventName = "CreateMultipartUpload") && ($.additionalEventData.SSEApplied = "SSE_C" || $.requestParameters.[\'x-amz-server-side-encryption-customer-algorithm\'] = *) }',
    ],
    callers: ROUTINE,
    because:
      '{actor} encrypted {$.requestParameters.key} in {$.requestParameters.bucketName} from {ip}.',
    group: ['session', '$.requestParameters.bucketName'],
    threshold: 3,
    windowSeconds: 1800,
    nextSteps: STEPS.data,
  },
  {
    id: 'attack.key-to-be-deleted',
    title: 'A KMS key is to be deleted or lost its material',
    description: 'Without it nothing that it encrypted can be read.',
    severity: 'MEDIUM',
    techniques: ['T1485', 'T1486'],
    when: [
      calls('kms', [
        'ScheduleKeyDeletion',
        'DeleteImportedKeyMaterial',
        'DisconnectCustomKeyStore',
        'DeleteCustomKeyStore',
      ]),
    ],
    callers: ROUTINE,
    because: '{actor} called {action} on {$.requestParameters.keyId} from {ip}.',
    nextSteps: STEPS.data,
  },
  {
    id: 'attack.key-material-imported',
    title: 'Key material was imported into KMS',
    description:
      'Who brings the material can take it away again: data encrypted under it is then lost to you.',
    severity: 'LOW',
    techniques: ['T1486'],
    when: [
      calls('kms', ['ImportKeyMaterial', 'GetParametersForImport']),
      calls(
        'kms',
        ['CreateKey'],
        '($.requestParameters.origin = "EXTERNAL" || $.requestParameters.origin = "EXTERNAL_KEY_STORE")',
      ),
    ],
    because: '{actor} called {action} on {$.requestParameters.keyId} from {ip}.',
    nextSteps: STEPS.data,
  },
  {
    id: 'attack.image-deregistered',
    title: 'An image was deregistered with a long-term key, or several were',
    description: 'Images are what a workload is restored from.',
    severity: 'MEDIUM',
    techniques: ['T1485', 'T1490'],
    when: [calls('ec2', ['DeregisterImage', 'DisableImageDeregistrationProtection'], BY_USER)],
    callers: ROUTINE_OF_PEOPLE,
    because: '{actor} called {action} on {$.requestParameters.imageId} from {ip}.',
    nextSteps: STEPS.data,
  },
  {
    id: 'attack.backups-deleted',
    title: 'Images, snapshots or backups were deleted',
    description: 'Housekeeping does it every day; so does who wants nothing to be restored.',
    severity: 'LOW',
    techniques: ['T1490', 'T1485'],
    when: [
      calls('ec2', ['DeregisterImage', 'DeleteSnapshot']),
      calls('rds', [
        'DeleteDBSnapshot',
        'DeleteDBClusterSnapshot',
        'DeleteDBInstanceAutomatedBackup',
      ]),
      calls(
        'rds',
        ['DeleteDBInstance', 'DeleteDBCluster'],
        '$.requestParameters.skipFinalSnapshot IS TRUE',
      ),
      calls('backup', [
        'DeleteRecoveryPoint',
        'DeleteBackupVault',
        'DeleteBackupPlan',
        'DeleteBackupVaultLockConfiguration',
      ]),
    ],
    callers: { pipeline: 'INFORMATIONAL' },
    because: '{actor} called {action} from {ip}.',
    nextSteps: STEPS.data,
  },
  {
    id: 'attack.database-deleted-for-good',
    title: 'A database was deleted without a last snapshot, with a long-term key',
    description: 'Nothing of it is left but what backups hold.',
    severity: 'MEDIUM',
    techniques: ['T1485'],
    when: [
      calls(
        'rds',
        ['DeleteDBInstance', 'DeleteDBCluster'],
        `$.requestParameters.skipFinalSnapshot IS TRUE && ${BY_USER}`,
      ),
    ],
    callers: ROUTINE_OF_PEOPLE,
    because: '{actor} called {action} from {ip}.',
    nextSteps: STEPS.data,
  },
  {
    id: 'attack.models-opened',
    title: 'Access to language models was opened',
    description:
      'A model was agreed to or entitled, outside the console: a step before models are used on stolen keys.',
    severity: 'MEDIUM',
    techniques: ['T1496.004'],
    when: [
      calls('bedrock', [
        'PutFoundationModelEntitlement',
        'CreateFoundationModelAgreement',
        'PutUseCaseForModelAccess',
      ]),
    ],
    callers: ROUTINE_OF_PEOPLE,
    because: '{actor} called {action} in {region} from {ip}.',
    nextSteps: STEPS.cost,
  },
  {
    id: 'attack.model-invoked-by-user',
    title: 'A language model was used with a long-term key',
    description: 'Stolen access keys are resold for this.',
    severity: 'MEDIUM',
    techniques: ['T1496.004'],
    when: [calls('bedrock', ['InvokeModel*', 'Converse*'], BY_USER)],
    check: 'not-usual',
    callers: ROUTINE_OF_PEOPLE,
    because: '{actor} called {action} for {$.requestParameters.modelId} in {region} from {ip}.',
    nextSteps: STEPS.cost,
  },
  {
    id: 'attack.mail-opened',
    title: 'The account was made ready to send mail',
    description:
      'Sending was turned on, more was asked for, or an identity was added: a step before phishing from stolen keys.',
    severity: 'LOW',
    techniques: ['T1496.004', 'T1566'],
    when: [
      calls('ses', [
        'PutAccountDetails',
        'UpdateAccountSendingEnabled',
        'VerifyEmailIdentity',
        'VerifyDomainIdentity',
        'CreateEmailIdentity',
        'PutAccountSendingAttributes',
      ]),
      calls(
        'servicequotas',
        ['RequestServiceQuotaIncrease'],
        '($.requestParameters.serviceCode = "ses" || $.requestParameters.serviceCode = "ec2" || $.requestParameters.serviceCode = "bedrock")',
      ),
    ],
    because: '{actor} called {action} from {ip}.',
    nextSteps: STEPS.cost,
  },
  {
    id: 'attack.domain-taken',
    title: 'A domain was unlocked or given away',
    description: 'Who has the domain has its mail and its sites.',
    severity: 'MEDIUM',
    techniques: ['T1531'],
    when: [
      calls('route53domains', [
        'DisableDomainTransferLock',
        'TransferDomainToAnotherAwsAccount',
        'RetrieveDomainAuthCode',
      ]),
    ],
    because: '{actor} called {action} for {$.requestParameters.domainName} from {ip}.',
    nextSteps: STEPS.identity,
  },
]);
