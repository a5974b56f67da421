import { STEPS } from './steps.ts';
import { ROUTINE, ROUTINE_OF_PEOPLE, calls, rows } from './table.ts';

const POST =
  'https://aws.amazon.com/blogs/security/using-cloudtrail-to-identify-unexpected-behaviors-in-individual-workloads/';
const references = [POST];
const READS = '($.eventName = "List*" || $.eventName = "Describe*" || $.eventName = "Get*")';
const DENIED =
  '($.errorCode = "AccessDenied*" || $.errorCode = "*UnauthorizedOperation" || $.errorCode = "Unauthorized*" || $.errorCode = "*AuthFailure")';

/** The five questions about a workload that the blog post asks, and what belongs to them. */
export const WORKLOAD_RULES = rows([
  {
    id: 'workload.ec2-outside-pipeline',
    title: 'An EC2 instance was launched outside the pipeline',
    description:
      'Instances of a workload come from its pipeline or from Auto Scaling. This one was launched by somebody else.',
    question:
      'Was an unexpected user or role used, or was the EC2 instance launched outside the pipeline?',
    severity: 'LOW',
    techniques: ['T1578.002'],
    when: [
      calls('ec2', [
        'RunInstances',
        'CreateFleet',
        'RequestSpotInstances',
        'RequestSpotFleet',
        'RunScheduledInstances',
      ]),
    ],
    check: 'launched-outside-pipeline',
    because:
      '{actor} launched instances ({$.requestParameters.instanceType}) in {region} from {ip}.',
    nextSteps: STEPS.compute,
    references,
  },
  {
    id: 'workload.reads-in-short-time',
    title: 'Many different list, describe and get calls within a short time',
    description:
      'A session asked for thirty or more different things within ten minutes, as somebody does who looks around.',
    question: 'Does the application normally generate list and describe API calls in production?',
    severity: 'MEDIUM',
    techniques: ['T1580', 'T1526'],
    when: [`{ ${READS} && ($.readOnly IS TRUE || $.readOnly NOT EXISTS || $.readOnly = true) }`],
    check: 'not-usual',
    callers: ROUTINE_OF_PEOPLE,
    because: '{session} made many different read calls within ten minutes, {action} among them.',
    group: ['actor'],
    windowSeconds: 43_200,
    burst: { of: ['session'], distinct: ['action'], count: 30, seconds: 600 },
    habit: [],
    nextSteps: STEPS.discovery,
    references,
  },
  {
    id: 'workload.snapshot-shared',
    title: 'A snapshot or image was shared with an account that is not known',
    description:
      'An EBS or RDS snapshot, an image or the like can now be copied by another account, or by everybody.',
    question: 'Is the snapshot sharing event expected?',
    severity: 'MEDIUM',
    techniques: ['T1537'],
    when: [
      calls('ec2', ['ModifySnapshotAttribute', 'ModifyImageAttribute', 'ModifyFpgaImageAttribute']),
      calls('rds', ['ModifyDBSnapshotAttribute', 'ModifyDBClusterSnapshotAttribute']),
      calls('redshift', ['AuthorizeSnapshotAccess']),
      calls('ram', ['CreateResourceShare', 'AssociateResourceShare']),
    ],
    check: 'shared-with-strangers',
    callers: ROUTINE,
    because: '{actor} called {action} from {ip}.',
    nextSteps: STEPS.sharing,
    references,
  },
  {
    id: 'workload.access-shared',
    title: 'A function, layer or key may be used by an account that is not known',
    description:
      'A permission was added by which another account, or everybody, may use a resource.',
    question: 'Is the sharing expected?',
    severity: 'MEDIUM',
    techniques: ['T1537', 'T1098'],
    when: [
      calls('lambda', ['AddPermission*', 'AddLayerVersionPermission*']),
      calls('kms', ['CreateGrant']),
      calls('sqs', ['AddPermission']),
      calls('sns', ['AddPermission']),
      calls('ssm', ['ModifyDocumentPermission']),
      calls('s3', ['PutBucketReplication']),
    ],
    check: 'shared-with-strangers',
    callers: ROUTINE,
    because: '{actor} called {action} from {ip}.',
    nextSteps: STEPS.sharing,
    references,
  },
  {
    id: 'workload.failed-calls',
    title: 'Many different calls around sensitive services failed',
    description:
      'A session was refused eight or more different calls of sensitive services within fifteen minutes.',
    question: 'Are these failed calls around sensitive services or information?',
    severity: 'MEDIUM',
    techniques: ['T1526', 'T1087.004'],
    when: [`{ ${DENIED} }`],
    check: 'service-is-sensitive',
    callers: ROUTINE_OF_PEOPLE,
    because: '{session} was refused many different calls, {action} among them.',
    group: ['actor'],
    windowSeconds: 43_200,
    burst: { of: ['session'], distinct: ['action'], count: 8, seconds: 900 },
    habit: [],
    nextSteps: STEPS.discovery,
    references,
  },
  {
    id: 'workload.bucket-enumeration',
    title: 'A sensitive bucket was listed by somebody who does not read it by design',
    description:
      'The objects of a bucket were listed again and again by an identity that is not among its readers. Calls of AWS itself do not count.',
    question: 'Are these ListBucket events unexpected and performed by an unexpected identity?',
    severity: 'LOW',
    techniques: ['T1619'],
    when: [
      calls(
        's3',
        ['ListBucket', 'ListObjects', 'ListObjectsV2', 'ListObjectVersions', 'ListBucketVersions'],
        '$.userAgent != "AWS Internal" && $.userAgent != "*AWS Internal*"',
      ),
    ],
    check: 'bucket-is-sensitive',
    because: '{actor} listed {$.requestParameters.bucketName} from {ip} with {agent}.',
    group: ['actor', '$.requestParameters.bucketName'],
    threshold: 5,
    windowSeconds: 600,
    nextSteps: STEPS.discovery,
    references,
  },
  {
    id: 'workload.foreign-network',
    title: 'Credentials were used from a network that is not yours',
    description:
      'A user or role called from an address outside the networks that the parameters name.',
    question: 'From where is this workload operated?',
    severity: 'MEDIUM',
    techniques: ['T1078.004'],
    when: ['{ $.sourceIPAddress != "*.amazonaws.com" && $.sourceIPAddress != "AWS Internal" }'],
    check: 'network-is-foreign',
    because: '{actor} called {action}.',
    group: ['actor', 'ip'],
    nextSteps: STEPS.identity,
    references,
  },
]);
