import { coversAction, type Statement } from '../statements.ts';
import { type Layers, mayAllow } from './power.ts';

export interface EscalationPath {
  readonly name: string;
  readonly actions: string[];
  readonly explanation: string;
}

interface Primitive {
  readonly name: string;
  /** All of them are needed. */
  readonly actions: readonly string[];
  readonly how: string;
}

/** Ways in which rights over IAM, or over what runs with a role, become more rights (published by several research groups since 2018). */
const PRIMITIVES: readonly Primitive[] = [
  {
    name: 'New policy version',
    actions: ['iam:CreatePolicyVersion'],
    how: 'can rewrite a managed policy that is attached to the person or to others',
  },
  {
    name: 'Older policy version',
    actions: ['iam:SetDefaultPolicyVersion'],
    how: 'can bring back an older, wider version of a managed policy',
  },
  {
    name: 'Attach to a role',
    actions: ['iam:AttachRolePolicy'],
    how: 'can attach any managed policy to a role',
  },
  {
    name: 'Attach to a user',
    actions: ['iam:AttachUserPolicy'],
    how: 'can attach any managed policy to a user',
  },
  {
    name: 'Attach to a group',
    actions: ['iam:AttachGroupPolicy'],
    how: 'can attach any managed policy to a group',
  },
  {
    name: 'Inline policy of a role',
    actions: ['iam:PutRolePolicy'],
    how: 'can write any rights into a role',
  },
  {
    name: 'Inline policy of a user',
    actions: ['iam:PutUserPolicy'],
    how: 'can write any rights into a user',
  },
  {
    name: 'Inline policy of a group',
    actions: ['iam:PutGroupPolicy'],
    how: 'can write any rights into a group',
  },
  {
    name: 'Trust of a role',
    actions: ['iam:UpdateAssumeRolePolicy'],
    how: 'can let anybody assume a role, past the broker',
  },
  {
    name: 'Lift a boundary of a role',
    actions: ['iam:DeleteRolePermissionsBoundary'],
    how: 'can remove what limits a role',
  },
  {
    name: 'Lift a boundary of a user',
    actions: ['iam:DeleteUserPermissionsBoundary'],
    how: 'can remove what limits a user',
  },
  {
    name: 'Access key',
    actions: ['iam:CreateAccessKey'],
    how: 'can make keys for another user that outlive this access',
  },
  {
    name: 'Console password',
    actions: ['iam:CreateLoginProfile'],
    how: 'can give a user a password that outlives this access',
  },
  {
    name: 'Change a password',
    actions: ['iam:UpdateLoginProfile'],
    how: 'can take over a user by a new password',
  },
  {
    name: 'Join a group',
    actions: ['iam:AddUserToGroup'],
    how: 'can put a user into a group with more rights',
  },
  {
    name: 'Remove MFA',
    actions: ['iam:DeactivateMFADevice'],
    how: 'can take the second factor off another user',
  },
  {
    name: 'New identity provider',
    actions: ['iam:CreateOpenIDConnectProvider', 'iam:UpdateAssumeRolePolicy'],
    how: 'can let identities from outside assume a role',
  },
  {
    name: 'New SAML metadata',
    actions: ['iam:UpdateSAMLProvider'],
    how: 'can sign assertions for every role that trusts the provider',
  },
  {
    name: 'Assume other roles',
    actions: ['sts:AssumeRole'],
    how: 'can go on to other roles, whose sessions last up to an hour whatever becomes of this one',
  },
  {
    name: 'Lambda with a role',
    actions: ['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction'],
    how: 'can run code with any role that Lambda may assume',
  },
  {
    name: 'Lambda with a role and a trigger',
    actions: ['iam:PassRole', 'lambda:CreateFunction', 'lambda:CreateEventSourceMapping'],
    how: 'can run code with any role that Lambda may assume',
  },
  {
    name: 'Code of a Lambda function',
    actions: ['lambda:UpdateFunctionCode'],
    how: 'can replace the code of a function that runs with its own role',
  },
  {
    name: 'Layer of a Lambda function',
    actions: ['lambda:UpdateFunctionConfiguration'],
    how: 'can put a layer into a function that runs with its own role',
  },
  {
    name: 'Instance with a role',
    actions: ['iam:PassRole', 'ec2:RunInstances'],
    how: 'can start an instance with any instance profile and read its credentials',
  },
  {
    name: 'Role of an instance',
    actions: ['iam:PassRole', 'ec2:AssociateIamInstanceProfile'],
    how: 'can give an instance another profile',
  },
  {
    name: 'Commands on instances',
    actions: ['ssm:SendCommand'],
    how: 'can run commands as the role of each managed instance',
  },
  {
    name: 'Sessions on instances',
    actions: ['ssm:StartSession'],
    how: 'can work as the role of each managed instance',
  },
  {
    name: 'User data of an instance',
    actions: ['ec2:ModifyInstanceAttribute', 'ec2:StopInstances', 'ec2:StartInstances'],
    how: 'can run code at the next start of an instance',
  },
  {
    name: 'ECS task with a role',
    actions: ['iam:PassRole', 'ecs:RegisterTaskDefinition', 'ecs:RunTask'],
    how: 'can run a container with any task role',
  },
  {
    name: 'Commands in ECS tasks',
    actions: ['ecs:ExecuteCommand'],
    how: 'can run commands as the role of a running task',
  },
  {
    name: 'CloudFormation with a role',
    actions: ['iam:PassRole', 'cloudformation:CreateStack'],
    how: 'can create resources with the rights of the passed role',
  },
  {
    name: 'Role of a stack',
    actions: ['cloudformation:UpdateStack'],
    how: 'can change a stack that has a role of its own',
  },
  {
    name: 'Change set of a stack',
    actions: ['cloudformation:CreateChangeSet', 'cloudformation:ExecuteChangeSet'],
    how: 'can change a stack that has a role of its own',
  },
  {
    name: 'Glue endpoint with a role',
    actions: ['iam:PassRole', 'glue:CreateDevEndpoint'],
    how: 'can work in an endpoint with the passed role',
  },
  {
    name: 'Glue job with a role',
    actions: ['iam:PassRole', 'glue:CreateJob', 'glue:StartJobRun'],
    how: 'can run a job with the passed role',
  },
  {
    name: 'Data pipeline with a role',
    actions: [
      'iam:PassRole',
      'datapipeline:CreatePipeline',
      'datapipeline:PutPipelineDefinition',
      'datapipeline:ActivatePipeline',
    ],
    how: 'can run commands with the passed role',
  },
  {
    name: 'Notebook with a role',
    actions: [
      'iam:PassRole',
      'sagemaker:CreateNotebookInstance',
      'sagemaker:CreatePresignedNotebookInstanceUrl',
    ],
    how: 'can work in a notebook with the passed role',
  },
  {
    name: 'Someone’s notebook',
    actions: ['sagemaker:CreatePresignedNotebookInstanceUrl'],
    how: 'can open a notebook that works with its own role',
  },
  {
    name: 'Build with a role',
    actions: ['iam:PassRole', 'codebuild:CreateProject', 'codebuild:StartBuild'],
    how: 'can run a build with the passed role',
  },
  {
    name: 'State machine with a role',
    actions: ['iam:PassRole', 'states:CreateStateMachine', 'states:StartExecution'],
    how: 'can call AWS with the passed role',
  },
  {
    name: 'Scheduled call with a role',
    actions: ['iam:PassRole', 'scheduler:CreateSchedule'],
    how: 'can let a schedule call AWS with the passed role',
  },
];

const statementName = ({ policy, sid, index }: Statement): string =>
  `${policy} (${sid ?? `statement ${index + 1}`})`;

/** The Allow statements of the role that make an action possible. */
const grounds = (layers: Layers, action: string): readonly Statement[] =>
  (layers[0] ?? []).filter(
    (statement) => statement.effect === 'Allow' && coversAction(statement, action),
  );

const isWide = ({ resources, notResources }: Statement): boolean =>
  notResources !== undefined || resources?.some((pattern) => pattern.includes('*')) === true;

/** Ways out of the rights that are asked for. A statement on single named resources is told of as such. */
export const escalationPaths = (layers: Layers): readonly EscalationPath[] =>
  PRIMITIVES.filter(({ actions }) => actions.every((action) => mayAllow(layers, action))).flatMap(
    ({ name, actions, how }) => {
      const statements = actions.flatMap((action) => grounds(layers, action));
      const wide = actions.every((action) => grounds(layers, action).some(isWide));
      const because = [...new Set(statements.map(statementName))].join(', ');
      const limit = wide ? '' : ' on the resources that are named there';
      return [
        {
          name,
          actions: [...actions],
          explanation: `Whoever has this ${how}${limit}: ${because}.`,
        },
      ];
    },
  );

const EXFILTRATION = [
  's3:GetObject',
  'dynamodb:Scan',
  'dynamodb:ExportTableToPointInTime',
  'secretsmanager:GetSecretValue',
  'ssm:GetParameter',
  'rds:ModifyDBSnapshotAttribute',
  'ec2:ModifySnapshotAttribute',
  'ec2:ModifyImageAttribute',
  'kms:Decrypt',
  's3:PutBucketPolicy',
  'sqs:ReceiveMessage',
  'athena:GetQueryResults',
  'redshift-data:GetStatementResult',
] as const;

/** Actions by which data leave an account, of those that the layers allow. */
export const exfiltrationActions = (layers: Layers): readonly string[] =>
  EXFILTRATION.filter((action) => mayAllow(layers, action));
