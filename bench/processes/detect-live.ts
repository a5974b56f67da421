// The server as `npm start` runs it, with events of an imagined fleet put into its audit log: as many a second as the second argument
// says from SIGUSR2 on. One line on stdout when it is ready; each second how many have gone in, on stderr.
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@gatehouse/core';
import { readConfig, startServer } from '@gatehouse/server';
import { trailEvent } from '../trail-events.ts';

const [data = '', rate = '2000'] = process.argv.slice(2);
const TICK_MILLISECONDS = 50;
const ACCOUNTS = ['111122223333', '444455556666', '123456789012'];
const REGIONS = ['us-east-1', 'eu-west-1'];
const VARIANTS = 4000;

type Entry = Parameters<
  Awaited<ReturnType<typeof startServer>>['cloud']['audit']['later']
>[0][number];

const details = Array.from({ length: VARIANTS }, (_, at) => {
  const { detail } = JSON.parse(trailEvent(at)) as { detail: Record<string, unknown> };
  return detail;
});

/** What fleets do all day: mostly reads, and changes that nobody minds. */
const CALLS = [
  ['ec2', 'DescribeInstances', true],
  ['sts', 'AssumeRole', true],
  ['ec2', 'DescribeNetworkInterfaces', true],
  ['logs', 'CreateLogStream', false],
  ['kms', 'Decrypt', true],
  ['ecs', 'DescribeServices', true],
  ['sts', 'AssumeRole', true],
  ['ec2', 'CreateTags', false],
  ['elasticloadbalancing', 'DescribeTargetHealth', true],
  ['ecr', 'BatchGetImage', true],
  ['ecs', 'RegisterTaskDefinition', false],
  ['ssm', 'UpdateInstanceInformation', false],
] as const;

const entry = (at: number, now: Date): Entry => {
  const account = ACCOUNTS[at % ACCOUNTS.length] ?? '';
  const [service, eventName, readOnly] = CALLS[at % CALLS.length] ?? CALLS[0];
  return {
    at: now.getTime(),
    record: {
      ...details[at % VARIANTS],
      eventName,
      eventSource: `${service}.amazonaws.com`,
      readOnly,
      eventTime: `${now.toISOString().slice(0, 19)}Z`,
      awsRegion: REGIONS[at % REGIONS.length],
      eventID: randomUUID(),
      recipientAccountId: account,
    },
    resources: [],
  };
};

const flags = [
  `--data=${data}`,
  '--aws-listen=127.0.0.1:0',
  '--console-listen=127.0.0.1:0',
  '--log=error',
];
const server = await startServer(readConfig(flags, {}, (path) => readFileSync(path, 'utf8')));
let [fed, begun] = [0, 0];
let timer: NodeJS.Timeout | undefined;

const feed = (): void => {
  const now = systemClock.now();
  const wanted = Math.floor(((now.getTime() - begun) / 1000) * Number(rate));
  const entries: Entry[] = [];
  for (; fed < wanted; fed += 1) entries.push(entry(fed, now));
  server.cloud.audit.later(entries);
};

process.on('SIGUSR2', () => {
  begun = systemClock.now().getTime();
  timer = setInterval(feed, TICK_MILLISECONDS);
});
process.once('SIGTERM', () => {
  clearInterval(timer);
  void server.stop().then(() => process.exit(0));
});
writeFileSync(join(data, 'console-url'), server.console);
process.stdout.write(`${JSON.stringify({ aws: server.aws, console: server.console })}\n`);
