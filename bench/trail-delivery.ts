import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { GetUserCommand, IAM, IAMClient } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import type { Benchmark, Measurement } from './benchmark.ts';
import { captured } from './captured.ts';
import { type RawRequest, type ServerProcess, startProcess, throughput } from './load.ts';

const ACCOUNT = '123456789012';
const REGION = 'us-east-1';
const GROUP = 'trail';
const BUCKET = 'trail-bench';
const ROUNDS = 5;
const WINDOW = { seconds: 2, connections: 32 };
/** Each call is an event; what a trail adds is told for so many of them in a second. */
const EVENTS_PER_SECOND = 2000;
const TICKS_PER_SECOND = 100;
const CATCH_UP_MILLISECONDS = 1500;

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;

/** Seconds of processor time that a process has used. */
const processorSeconds = ({ process: child }: ServerProcess): number => {
  const stat = readFileSync(`/proc/${child.pid ?? 0}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
};

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

const document = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });

/** A trail that logs all management events to a bucket and a log group. */
const makeTrail = async (config: Config): Promise<void> => {
  const Principal = { Service: 'cloudtrail.amazonaws.com' };
  const s3 = new S3({ ...config, forcePathStyle: true });
  await s3.createBucket({ Bucket: BUCKET });
  await s3.putBucketPolicy({
    Bucket: BUCKET,
    Policy: document({
      Effect: 'Allow',
      Principal,
      Action: ['s3:GetBucketAcl', 's3:PutObject'],
      Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`],
    }),
  });
  await new CloudWatchLogs(config).createLogGroup({ logGroupName: GROUP });
  const iam = new IAM(config);
  const { Role } = await iam.createRole({
    RoleName: 'trail',
    AssumeRolePolicyDocument: document({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }),
  });
  await iam.putRolePolicy({
    RoleName: 'trail',
    PolicyName: 'logs',
    PolicyDocument: document({ Effect: 'Allow', Action: 'logs:*', Resource: '*' }),
  });
  await new CloudTrail(config).createTrail({
    Name: 'bench',
    S3BucketName: BUCKET,
    CloudWatchLogsLogGroupArn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${GROUP}:*`,
    CloudWatchLogsRoleArn: Role?.Arn ?? '',
  });
};

interface Config {
  readonly endpoint: string;
  readonly region: string;
  readonly maxAttempts: number;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const configOf = (server: ServerProcess, data: string): Config => {
  const text = readFileSync(join(data, 'aws', 'credentials'), 'utf8');
  const found = /\[admin\]\naws_access_key_id = (\S+)\naws_secret_access_key = (\S+)/.exec(text);
  return {
    endpoint: server.url,
    region: REGION,
    maxAttempts: 1,
    credentials: { accessKeyId: found?.[1] ?? '', secretAccessKey: found?.[2] ?? '' },
  };
};

interface Round {
  readonly rate: number;
  /** Processor time of a call and of all that follows from it. */
  readonly microseconds: number;
}

const measure = async (server: ServerProcess, request: RawRequest): Promise<Round> => {
  const before = processorSeconds(server);
  const rate = await throughput(server.url, request, WINDOW);
  await pause(CATCH_UP_MILLISECONDS);
  const used = processorSeconds(server) - before;
  return { rate, microseconds: (used * 1e6) / (rate * WINDOW.seconds) };
};

const run = async (): Promise<readonly Measurement[]> => {
  const data = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  const server = await startProcess([
    join(import.meta.dirname, '../apps/server/src/main.ts'),
    `--data=${data}`,
    '--aws-listen=127.0.0.1:0',
    '--console-listen=127.0.0.1:0',
  ]);
  try {
    const config = configOf(server, data);
    const trail = new CloudTrail(config);
    await makeTrail(config);
    const request = await captured((requestHandler) =>
      new IAMClient({ ...config, requestHandler }).send(new GetUserCommand({})),
    );
    const rounds: { with: Round[]; without: Round[] } = { with: [], without: [] };
    await measure(server, request);
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.without.push(await measure(server, request));
      await trail.startLogging({ Name: 'bench' });
      rounds.with.push(await measure(server, request));
      await trail.stopLogging({ Name: 'bench' });
    }
    const cost = (some: readonly Round[]): number =>
      median(some.map(({ microseconds }) => microseconds));
    const added = cost(rounds.with) - cost(rounds.without);
    return [
      {
        name: 'trail-delivery/calls',
        value: median(rounds.with.map(({ rate }) => rate)),
        unit: 'calls/s',
        versus: 'the same calls without a trail',
        ratio:
          median(rounds.with.map(({ rate }) => rate)) /
          median(rounds.without.map(({ rate }) => rate)),
      },
      {
        name: 'trail-delivery/cost',
        value: (added * EVENTS_PER_SECOND) / 1e6,
        unit: 'cores at 2000/s',
        versus: 'a call without a trail',
        ratio: cost(rounds.with) / cost(rounds.without),
      },
    ];
  } finally {
    await server.stop();
    rmSync(data, { recursive: true, force: true });
  }
};

export const benchmarks: readonly Benchmark[] = [{ name: 'trail-delivery', run }];
