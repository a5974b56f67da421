import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Benchmark, Measurement } from './benchmark.ts';
import { securityFinding } from './security-findings.ts';
import { ACCOUNT, type FindingsCloud, startFindingsCloud } from './securityhub-cloud.ts';

const ROUNDS = 5;
const BATCHES = 200;
const BATCH = 100;
const CONNECTIONS = 8;
const PLACE = { account: ACCOUNT, region: 'us-east-1' };

const batch = (number: number): object[] =>
  Array.from({ length: BATCH }, (_, index) => securityFinding(number * BATCH + index, PLACE));

/** Findings per second of new findings over HTTP: signed, decoded, checked, stored durably, audited. */
const imported = async (cloud: FindingsCloud, first: number, count: number): Promise<number> => {
  const requests = [];
  for (let number = first; number < first + count; number += 1)
    requests.push(await cloud.sign(PLACE.region, '/findings/import', { Findings: batch(number) }));
  const begun = performance.now();
  await cloud.sendAll(requests, CONNECTIONS);
  return (count * BATCH * 1000) / (performance.now() - begun);
};

/** The same findings as bare rows: text under a number, a transaction for each batch, as durable. */
const bareInserts = (folder: string) => {
  const bare = new DatabaseSync(join(folder, 'bare.db'));
  bare.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE finding (number INTEGER PRIMARY KEY, document TEXT NOT NULL)`);
  const insert = bare.prepare('INSERT INTO finding (document) VALUES (?)');
  return {
    rate: (first: number, count: number): number => {
      const batches = Array.from({ length: count }, (_, index) =>
        batch(first + index).map((finding) => JSON.stringify(finding)),
      );
      const begun = performance.now();
      for (const documents of batches) {
        bare.exec('BEGIN');
        for (const document of documents) insert.run(document);
        bare.exec('COMMIT');
      }
      return (count * BATCH * 1000) / (performance.now() - begun);
    },
    close: () => bare.close(),
  };
};

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;

const run = async (): Promise<readonly Measurement[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  const bare = bareInserts(folder);
  const cloud = await startFindingsCloud();
  try {
    const rates: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
    // The first round warms up.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const ours = await imported(cloud, round * BATCHES, BATCHES);
      const theirs = bare.rate(round * BATCHES, BATCHES);
      if (round === 0) continue;
      rates.ours.push(ours);
      rates.bare.push(theirs);
    }
    return [
      {
        name: 'securityhub-import',
        value: median(rates.ours),
        unit: 'findings/s',
        versus: `bare node:sqlite, the same texts in durable transactions of ${BATCH}, ${Math.round(median(rates.bare))}/s`,
        ratio: median(rates.ours) / median(rates.bare),
      },
    ];
  } finally {
    await cloud.stop();
    bare.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

export const benchmarks: readonly Benchmark[] = [{ name: 'securityhub-import', run }];
