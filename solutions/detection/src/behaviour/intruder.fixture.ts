import type { TrailEvent } from '../model.ts';
import { ACCOUNTS, type Caller, event, onDay, role, user } from './company.fixture.ts';

const series = (
  at: number,
  caller: Caller,
  steps: readonly (readonly [string, string?])[],
): readonly TrailEvent[] =>
  steps.map(([what, error], index) => event(at + index * 12_000, caller, what, error));

const LOOKING: readonly (readonly [string, string?])[] = [
  ['sts:GetCallerIdentity'],
  ['iam:ListUsers'],
  ['iam:ListRoles'],
  ['iam:ListAttachedUserPolicies', 'AccessDenied'],
  ['iam:GetAccountAuthorizationDetails', 'AccessDenied'],
  ['s3:ListBuckets'],
  ['ec2:DescribeInstances', 'Client.UnauthorizedOperation'],
  ['secretsmanager:ListSecrets', 'AccessDenied'],
  ['lambda:ListFunctions'],
  ['rds:DescribeDBInstances', 'AccessDenied'],
];

/** The CI user's key, taken from a repository and used from a rented machine. */
export const leakedKey = (day: number): readonly TrailEvent[] =>
  series(
    onDay(day, 2),
    {
      account: ACCOUNTS[2],
      actor: user(ACCOUNTS[2], 'ci-legacy'),
      sourceIp: '45.137.21.9',
      userAgent: 'Boto3/1.34.0 md/Botocore#1.34.0 ua/2.0 os/linux#6.6 lang/python#3.11',
      region: 'eu-central-1',
    },
    [
      ...LOOKING,
      ['iam:CreateAccessKey'],
      ['iam:AttachUserPolicy'],
      ['s3:GetObject'],
      ['ec2:ModifySnapshotAttribute'],
    ],
  );

/** The credentials of an instance, read through the application and used elsewhere while the instance goes on. */
export const instanceCredentials = (day: number): readonly TrailEvent[] => {
  const actor = role(ACCOUNTS[0], 'shop-backend', `i-0${day}0`, `${day}i0shop-backend`);
  const caller: Caller = {
    account: ACCOUNTS[0],
    actor,
    sourceIp: '185.220.101.7',
    userAgent: 'aws-cli/1.22.34 Python/3.10.6 Linux/5.15.0 botocore/1.27.84',
    region: 'eu-central-1',
  };
  const own = event(
    onDay(day, 4),
    { ...caller, sourceIp: '3.120.4.0', userAgent: 'aws-sdk-java/2.26.1 Linux/5.10' },
    'kms:Decrypt',
  );
  return [
    own,
    ...series(onDay(day, 4, 1), caller, [
      ...LOOKING,
      ['secretsmanager:GetSecretValue'],
      ['s3:GetObject'],
      ['ssm:GetParametersByPath'],
    ]),
  ];
};

/** An administrator's session, taken from the browser. */
export const administrator = (day: number): readonly TrailEvent[] =>
  series(
    onDay(day, 22),
    {
      account: ACCOUNTS[0],
      actor: role(
        ACCOUNTS[0],
        'AWSReservedSSO_Admin_0123456789abcdef',
        'ana@example.com',
        `${day}stolen`,
      ),
      sourceIp: '185.220.101.7',
      userAgent: 'python-requests/2.31.0',
      region: 'eu-central-1',
    },
    [
      ...LOOKING,
      ['iam:CreateUser'],
      ['iam:CreateLoginProfile'],
      ['iam:AttachUserPolicy'],
      ['cloudtrail:StopLogging'],
      ['ec2:CreateSnapshot'],
      ['ec2:ModifySnapshotAttribute'],
    ],
  );

/** Runs machines where nobody looks, with the role of a pipeline. */
export const miner = (day: number): readonly TrailEvent[] =>
  ['ap-southeast-2', 'sa-east-1'].flatMap((region, index) =>
    series(
      onDay(day, 1, index),
      {
        account: ACCOUNTS[1],
        actor: role(ACCOUNTS[1], 'deploy-web', 'x', `${day}miner`),
        sourceIp: '45.137.21.9',
        userAgent: 'aws-cli/2.0.0 Python/3.8 Windows/10',
        region,
      },
      [['ec2:DescribeRegions'], ['ec2:RunInstances'], ['ec2:CreateKeyPair'], ['ec2:RunInstances']],
    ),
  );
