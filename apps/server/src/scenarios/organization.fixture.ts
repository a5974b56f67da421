import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { EC2 } from '@aws-sdk/client-ec2';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { type AwsSecurityFinding, SecurityHub } from '@aws-sdk/client-securityhub';
import { SQS } from '@aws-sdk/client-sqs';
import { STS } from '@aws-sdk/client-sts';
import { type StartedCloud, startCloud, type StartOptions } from '@gatehouse/testcloud';

export const SECURITY = '777788889999';
export const MEMBER_1 = '111122223333';
export const MEMBER_2 = '444455556666';
export const HOME = 'us-east-1';
export const OTHER_REGION = 'eu-west-1';

type Config = ReturnType<StartedCloud['client']>;

/** The demo organization with three of its accounts, in any Region. */
export interface Organization {
  readonly cloud: StartedCloud;
  readonly id: string;
  /** Settings of an administrator of the account. */
  config(account: string, region?: string): Config;
  hub(account: string, region?: string): SecurityHub;
  events(account: string, region?: string): EventBridge;
  iam(account: string): IAM;
  lambda(account: string, region?: string): Lambda;
  logs(account: string, region?: string): CloudWatchLogs;
  ec2(account: string, region?: string): EC2;
  s3(account: string, region?: string): S3;
  sqs(account: string, region?: string): SQS;
  stop(): Promise<void>;
}

const assume = async (config: Config, account: string): Promise<Config> => {
  const { Credentials: keys } = await new STS(config).assumeRole({
    RoleArn: `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`,
    RoleSessionName: 'story',
  });
  return {
    ...config,
    credentials: {
      accessKeyId: keys?.AccessKeyId ?? '',
      secretAccessKey: keys?.SecretAccessKey ?? '',
      sessionToken: keys?.SessionToken ?? '',
    },
  };
};

/** Security Hub enabled in every account, with the security account as its administrator: what the posts begin with. */
export const startOrganization = async (options: StartOptions = {}): Promise<Organization> => {
  const cloud = await startCloud(options);
  const configs = new Map([
    [SECURITY, cloud.client('security')],
    [MEMBER_1, cloud.client('workloads')],
    [MEMBER_2, await assume(cloud.client('admin'), MEMBER_2)],
  ]);
  const config: Organization['config'] = (account, region = HOME) => {
    const found = configs.get(account);
    if (found === undefined) throw new Error(`nobody of ${account}`);
    return { ...found, region };
  };
  const view = await cloud.cloud.organizations.view.of(SECURITY);
  return {
    cloud,
    id: view?.id ?? '',
    config,
    hub: (account, region) => new SecurityHub(config(account, region)),
    events: (account, region) => new EventBridge(config(account, region)),
    iam: (account) => new IAM(config(account)),
    lambda: (account, region) => new Lambda(config(account, region)),
    logs: (account, region) => new CloudWatchLogs(config(account, region)),
    ec2: (account, region) => new EC2(config(account, region)),
    s3: (account, region) => new S3({ ...config(account, region), forcePathStyle: true }),
    sqs: (account, region) => new SQS(config(account, region)),
    stop: () => cloud.stop(),
  };
};

interface FindingFacts {
  readonly account: string;
  readonly region: string;
  readonly resource: string;
  readonly type: string;
  readonly id: string;
  readonly title?: string;
}

/** A finding as a product of the account's own reports it. */
export const findingOf = (facts: FindingFacts): AwsSecurityFinding => {
  const { account, region, resource, type, id, title = 'Something to look at' } = facts;
  const now = new Date().toISOString();
  return {
    SchemaVersion: '2018-10-08',
    Id: id,
    ProductArn: `arn:aws:securityhub:${region}:${account}:product/${account}/default`,
    GeneratorId: 'scanner',
    AwsAccountId: account,
    Types: ['Software and Configuration Checks'],
    CreatedAt: now,
    UpdatedAt: now,
    Severity: { Label: 'HIGH' },
    Title: title,
    Description: 'Found by a scanner.',
    Resources: [{ Type: type, Id: resource }],
  };
};

const PAUSE_MILLISECONDS = 20;
const PATIENCE_MILLISECONDS = 15_000;

/** Asks again until the answer is the one waited for; answers the last one, right or wrong. */
export const eventually = async <Answer>(
  ask: () => Promise<Answer>,
  isRight: (answer: Answer) => boolean,
): Promise<Answer> => {
  const until = performance.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    const answer = await ask();
    if (isRight(answer) || performance.now() > until) return answer;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
  }
};
