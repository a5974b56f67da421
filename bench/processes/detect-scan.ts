// Reads a folder of logs in this process: `pairs` takes turns with bare reading, `scan` only scans. One JSON object on stdout.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  createEngine,
  type EngineSettings,
  keepSmall,
  readEngineSettings,
  scan,
} from '@gatehouse/detection';

const [task = '', folder = '', which = ''] = process.argv.slice(2);
const ROUNDS = 7;

const SERVICES = ['ec2', 's3', 'iam', 'kms', 'rds', 'lambda', 'sts', 'ssm', 'logs', 'ecs'];
const VERBS = [
  'Delete',
  'Modify',
  'Put',
  'Attach',
  'Detach',
  'Stop',
  'Disable',
  'Create',
  'Update',
  'Get',
];

/** A hundred as people write them: names, sources, errors, addresses, identities. */
const FILTERS = SERVICES.flatMap((service, at) =>
  VERBS.map((verb, index) => {
    const source = `$.eventSource = "${service}.amazonaws.com"`;
    if (index % 4 === 0) return `{ (${source}) && ($.eventName = "${verb}Bench${at}") }`;
    if (index % 4 === 1)
      return `{ (${source}) && ($.eventName = "${verb}*") && ($.errorCode = "*Denied*") && ($.sourceIPAddress != "10.*") }`;
    if (index % 4 === 2)
      return `{ ($.eventName = "${verb}A${at}") || ($.eventName = "${verb}B${at}") || ($.eventName = "${verb}C${at}") }`;
    return `{ (${source}) && ($.userIdentity.type = "Root") && ($.userIdentity.invokedBy NOT EXISTS) && ($.eventType != "AwsServiceEvent") }`;
  }),
);

const settingsOf = (name: string): EngineSettings => {
  const given = { document: {}, rules: [], filters: FILTERS, suppressions: [] };
  return name === 'filters'
    ? readEngineSettings({ ...given, only: ['custom.*'], behaviour: false })
    : readEngineSettings({ ...given, only: [], behaviour: true });
};

const ours = async (): Promise<number> => {
  const engine = createEngine(settingsOf(which));
  const { totals } = await scan({
    inputs: [folder],
    detection: engine.detection,
    memories: engine.memories,
    filter: { since: undefined, until: undefined, accounts: new Set(), regions: new Set() },
    clock: { now: () => new Date('2026-03-05T00:00:00Z') },
  });
  engine.detection.alerts.flush();
  return totals.events;
};

const bare = (): number => {
  let records = 0;
  for (const name of readdirSync(folder)) {
    const value = JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString('utf8')) as {
      readonly Records: readonly unknown[];
    };
    records += value.Records.length;
  }
  return records;
};

/** Seconds of a processor, of all threads together: what else runs on the machine does not count. */
const timed = async (run: () => number | Promise<number>): Promise<number> => {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;

if (task === 'scan') {
  keepSmall();
  const events = await ours();
  const peak = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(JSON.stringify({ events, peak }));
} else {
  const [bareTimes, ourTimes]: [number[], number[]] = [[], []];
  await ours();
  bare();
  for (let round = 0; round < ROUNDS; round += 1) {
    bareTimes.push(await timed(bare));
    ourTimes.push(await timed(ours));
  }
  process.stdout.write(JSON.stringify({ bare: median(bareTimes), ours: median(ourTimes) }));
}
