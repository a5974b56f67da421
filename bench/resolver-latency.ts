import { CreateBucketCommand, DeleteBucketCommand, S3Client } from '@aws-sdk/client-s3';
import {
  type AwsSecurityFinding,
  BatchImportFindingsCommand,
  BatchUpdateFindingsCommand,
  GetFindingsCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { systemClock } from '@gatehouse/core';
import type { Benchmark, Measurement } from './benchmark.ts';
import { securityFinding } from './security-findings.ts';
import { ACCOUNT, type FindingsCloud, startFindingsCloud } from './securityhub-cloud.ts';

const MEMBER = '111122223333';
const REGION = 'us-east-1';
const STORED = 100_000;
const BATCH = 100;
const CONNECTIONS = 4;
const ROUNDS = 60;
const LOOK_MILLISECONDS = 5;
const PATIENCE_MILLISECONDS = 20_000;
const LIMIT_MILLISECONDS = 500;

const fill = async (cloud: FindingsCloud): Promise<void> => {
  const requests = [];
  for (let first = 0; first < STORED; first += BATCH) {
    const Findings = Array.from({ length: BATCH }, (_, index) =>
      securityFinding(first + index, { account: ACCOUNT, region: REGION }),
    );
    requests.push(await cloud.sign(REGION, '/findings/import', { Findings }));
  }
  await cloud.sendAll(requests, CONNECTIONS);
};

const findingAbout = (bucket: string): AwsSecurityFinding => {
  const now = systemClock.now().toISOString();
  return {
    SchemaVersion: '2018-10-08',
    Id: bucket,
    ProductArn: `arn:aws:securityhub:${REGION}:${MEMBER}:product/${MEMBER}/default`,
    GeneratorId: 'bench',
    AwsAccountId: MEMBER,
    Types: ['Software and Configuration Checks'],
    CreatedAt: now,
    UpdatedAt: now,
    Severity: { Label: 'LOW' },
    Title: 'A bucket',
    Description: 'A bucket.',
    Resources: [{ Type: 'AwsS3Bucket', Id: `arn:aws:s3:::${bucket}` }],
  };
};

const byResource = (bucket: string) => ({
  Filters: { ResourceId: [{ Value: `arn:aws:s3:::${bucket}`, Comparison: 'EQUALS' as const }] },
});

/** Milliseconds from the call that deletes a bucket until its finding is RESOLVED, as the administrator sees it. */
const resolved = async (
  s3: S3Client,
  member: SecurityHubClient,
  administrator: SecurityHubClient,
  bucket: string,
): Promise<number> => {
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await member.send(new BatchImportFindingsCommand({ Findings: [findingAbout(bucket)] }));
  const begun = performance.now();
  await s3.send(new DeleteBucketCommand({ Bucket: bucket }));
  while (performance.now() - begun < PATIENCE_MILLISECONDS) {
    const { Findings: found = [] } = await administrator.send(
      new GetFindingsCommand(byResource(bucket)),
    );
    if (found[0]?.Workflow?.Status === 'RESOLVED') return performance.now() - begun;
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_MILLISECONDS);
    });
  }
  throw new Error(`the finding about ${bucket} was not resolved`);
};

/** What it takes at the least: somebody who knows finds the finding and resolves it. */
const byHand = async (
  member: SecurityHubClient,
  administrator: SecurityHubClient,
  bucket: string,
): Promise<number> => {
  await member.send(new BatchImportFindingsCommand({ Findings: [findingAbout(bucket)] }));
  const begun = performance.now();
  const { Findings: found = [] } = await administrator.send(
    new GetFindingsCommand(byResource(bucket)),
  );
  await administrator.send(
    new BatchUpdateFindingsCommand({
      FindingIdentifiers: found.map(({ Id, ProductArn }) => ({ Id, ProductArn })),
      Workflow: { Status: 'RESOLVED' },
    }),
  );
  return performance.now() - begun;
};

const p95 = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length * 0.95)] ?? 0;

const run = async (): Promise<readonly Measurement[]> => {
  const cloud = await startFindingsCloud();
  try {
    await fill(cloud);
    const settings = cloud.settings('workloads', REGION);
    const s3 = new S3Client({ ...settings, forcePathStyle: true });
    const member = new SecurityHubClient(settings);
    const administrator = cloud.client(REGION);
    const times: { ours: number[]; hand: number[] } = { ours: [], hand: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      times.ours.push(await resolved(s3, member, administrator, `bench-resolver-${round}`));
      times.hand.push(await byHand(member, administrator, `bench-by-hand-${round}`));
    }
    return [
      {
        name: 'resolver-latency: DeleteBucket to RESOLVED, p95',
        value: p95(times.ours),
        unit: 'ms',
        versus: `GetFindings and BatchUpdateFindings by hand, ${p95(times.hand).toFixed(1)} ms, among ${STORED} findings; the limit is ${LIMIT_MILLISECONDS} ms`,
        ratio: p95(times.ours) / p95(times.hand),
      },
    ];
  } finally {
    await cloud.stop();
  }
};

export const benchmarks: readonly Benchmark[] = [{ name: 'resolver-latency', run }];
