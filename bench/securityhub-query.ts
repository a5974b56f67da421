import { GetFindingsCommand, type GetFindingsCommandInput } from '@aws-sdk/client-securityhub';
import type { Benchmark, Measurement } from './benchmark.ts';
import { securityFinding } from './security-findings.ts';
import { ACCOUNT, type FindingsCloud, REGIONS, startFindingsCloud } from './securityhub-cloud.ts';

/** The goal of a page, and what a bare limit is here: milliseconds at the 95th percentile. */
const LIMIT_MILLISECONDS = 25;
const FINDINGS = Number(process.env['GATEHOUSE_BENCH_FINDINGS'] ?? 1_000_000);
const BATCH = 100;
/** Signed at once: signatures hold for five minutes. */
const SIGNED = 200;
const CONNECTIONS = 8;
const ASKED = 40;

type Filters = NonNullable<GetFindingsCommandInput['Filters']>;
type Question = Omit<GetFindingsCommandInput, 'NextToken'>;

const equals = (...values: readonly string[]) =>
  values.map((Value) => ({ Value, Comparison: 'EQUALS' as const }));
const text = (Comparison: 'PREFIX' | 'CONTAINS' | 'NOT_EQUALS', Value: string) => [
  { Value, Comparison },
];
const NEWEST = [{ Field: 'UpdatedAt', SortOrder: 'desc' as const }];
const WORST = [{ Field: 'SeverityNormalized', SortOrder: 'desc' as const }];
const OPEN: Filters = {
  WorkflowStatus: equals('NEW', 'NOTIFIED'),
  RecordState: equals('ACTIVE'),
};

/** What people ask; `turn` varies the value, so that no answer is kept from the time before. */
const QUESTIONS: readonly ((turn: number) => Question)[] = [
  () => ({ SortCriteria: NEWEST }),
  () => ({ Filters: OPEN, SortCriteria: [...WORST, ...NEWEST] }),
  () => ({ Filters: { ...OPEN, SeverityLabel: equals('CRITICAL', 'HIGH') }, SortCriteria: NEWEST }),
  (turn) => ({
    Filters: {
      ResourceId: equals(`arn:aws:ec2:us-east-1:${ACCOUNT}:resource/${turn * 977}`),
    },
  }),
  () => ({ Filters: { ProductName: equals('Default'), ...OPEN }, SortCriteria: WORST }),
  (turn) => ({ Filters: { Title: text('CONTAINS', `rule ${turn}`) }, SortCriteria: NEWEST }),
  (turn) => ({ Filters: { Title: text('PREFIX', `AwsS3Bucket must not break rule ${turn}`) } }),
  () => ({
    Filters: { AwsAccountId: equals(ACCOUNT), WorkflowStatus: text('NOT_EQUALS', 'SUPPRESSED') },
    SortCriteria: NEWEST,
  }),
  (turn) => ({
    Filters: {
      UpdatedAt: [
        {
          Start: `2026-01-${String((turn % 10) + 1).padStart(2, '0')}T00:00:00Z`,
          End: `2026-01-${String((turn % 10) + 9).padStart(2, '0')}T00:00:00Z`,
        },
      ],
    },
    SortCriteria: NEWEST,
  }),
  () => ({ Filters: { ComplianceStatus: equals('FAILED') }, SortCriteria: WORST }),
];

const fill = async (cloud: FindingsCloud): Promise<void> => {
  for (let first = 0; first < FINDINGS; first += SIGNED * BATCH) {
    const requests = [];
    for (let number = first; number < Math.min(first + SIGNED * BATCH, FINDINGS); number += BATCH) {
      const region = REGIONS[(number / BATCH) % REGIONS.length] ?? REGIONS[0];
      const Findings = Array.from({ length: BATCH }, (_, index) =>
        securityFinding(number + index, { account: ACCOUNT, region }),
      );
      requests.push(await cloud.sign(region, '/findings/import', { Findings }));
    }
    await cloud.sendAll(requests, CONNECTIONS);
  }
};

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length * share)] ?? 0;

/** Pages one after another over HTTP; the first of each question warms up. */
const ask = async (cloud: FindingsCloud): Promise<readonly number[]> => {
  const times: number[] = [];
  for (let turn = 0; turn < ASKED; turn += 1) {
    for (const question of QUESTIONS) {
      const input = { MaxResults: 100, ...question(turn) };
      const [time] = await cloud.sendAll([await cloud.sign(REGIONS[0], '/findings', input)], 1);
      if (turn > 0 && time !== undefined) times.push(time);
    }
  }
  return times;
};

const run = async (): Promise<readonly Measurement[]> => {
  const cloud = await startFindingsCloud();
  try {
    await fill(cloud);
    const begun = performance.now();
    await cloud.client(REGIONS[0]).send(new GetFindingsCommand({ MaxResults: 1 }));
    const load = performance.now() - begun;
    const times = await ask(cloud);
    const versus = `the limit of ${LIMIT_MILLISECONDS} ms, ${FINDINGS} findings`;
    const measured = (name: string, value: number): Measurement => ({
      name: `securityhub-query: ${name}`,
      value,
      unit: 'ms',
      versus,
      ratio: value / LIMIT_MILLISECONDS,
    });
    return [
      measured('a page, p50', percentile(times, 0.5)),
      measured('a page, p95', percentile(times, 0.95)),
      measured('the first question', load),
    ];
  } finally {
    await cloud.stop();
  }
};

export const benchmarks: readonly Benchmark[] = [{ name: 'securityhub-query', run }];
