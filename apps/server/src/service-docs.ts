import { randomBytes } from 'node:crypto';
import { silentLog, systemClock, systemIds, systemOutbound, systemTimers } from '@gatehouse/core';
import { createVault, type Service } from '@gatehouse/service-kit';
import { memoryStore } from '@gatehouse/store';
import { createCloud } from './cloud.ts';
import { serviceEntries } from './service-entries.ts';
import { unsentMail } from './unsent-mail.ts';

/** One service's API beside what runs of it here. */
interface Coverage {
  readonly id: string;
  /** As its SDK calls it: `Resource Groups Tagging API`. */
  readonly title: string;
  readonly eventSource: string;
  readonly operations: readonly {
    readonly name: string;
    readonly supported: boolean;
    readonly partial: string | undefined;
  }[];
}

const runningServices = async (): Promise<readonly Service[]> => {
  const store = await memoryStore();
  const cloud = await createCloud({
    store,
    blobs: {
      write: () => Promise.reject(new Error('nobody calls this cloud')),
      read: () => {
        throw new Error('nobody calls this cloud');
      },
      sweep: async () => 0,
    },
    clock: systemClock,
    timers: systemTimers,
    ids: systemIds,
    log: silentLog,
    vault: createVault(randomBytes(32), systemIds),
    mode: 'enforce',
    delaySeconds: 0,
    endpoint: () => 'http://127.0.0.1:4566',
    mailer: unsentMail(silentLog),
    outbound: systemOutbound,
  });
  await store.close();
  return cloud.services;
};

const coverageOf = async (services: readonly Service[]): Promise<readonly Coverage[]> => {
  const found: Coverage[] = [];
  for (const entry of serviceEntries(services)) {
    const service = services.find(({ id }) => id === entry.id);
    if (service === undefined) throw new Error(`${entry.id} is addressed but does not run`);
    const model = await entry.load();
    for (const name of Object.keys(service.operations))
      if (!model.operations.has(name)) throw new Error(`the API of ${entry.id} has no ${name}`);
    found.push({
      id: service.id,
      title: model.serviceId,
      eventSource: service.eventSource,
      operations: [...model.operations.keys()].map((name) => {
        const definition = Object.hasOwn(service.operations, name)
          ? service.operations[name]
          : undefined;
        return { name, supported: definition !== undefined, partial: definition?.facts.partial };
      }),
    });
  }
  return found.toSorted((a, b) => (a.id < b.id ? -1 : 1));
};

/** A table as the formatter leaves it. */
const table = (rows: readonly (readonly string[])[]): string => {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[], fill = ' '): string =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width, fill)).join(' | ')} |`;
  const rule = line(
    head.map(() => ''),
    '-',
  );
  return [line(head), rule, ...rows.slice(1).map((row) => line(row))].join('\n');
};

const state = ({ supported, partial }: Coverage['operations'][number]): string => {
  if (!supported) return 'absent';
  return partial === undefined ? 'supported' : `partial: ${partial}`;
};

const supportedIn = ({ operations }: Coverage): number =>
  operations.filter(({ supported }) => supported).length;

const page = (coverage: Coverage): string =>
  [
    `# ${coverage.title}`,
    `\`${coverage.id}\`, events of \`${coverage.eventSource}\`: ${supportedIn(coverage)} of ${coverage.operations.length} operations.`,
    table([
      ['Operation', 'State'],
      ...coverage.operations.map((operation) => [operation.name, state(operation)]),
    ]),
  ].join('\n\n');

const index = (all: readonly Coverage[]): string =>
  [
    '# Services',
    [
      'What runs of each AWS API, read from the code by `node tools/generate-service-docs.ts`. An operation is _supported_ when it',
      'validates, authorizes, acts, answers and is recorded as in AWS; _partial_ when something named is missing; _absent_ when',
      'it is refused with `UnknownOperationException` and the header `x-gatehouse-not-implemented`.',
    ].join('\n'),
    table([
      ['Service', 'API', 'Operations', 'of which partial', 'of the API'],
      ...all.map((coverage) => [
        `[${coverage.id}](${coverage.id}.md)`,
        coverage.title,
        String(supportedIn(coverage)),
        String(coverage.operations.filter(({ partial }) => partial !== undefined).length),
        String(coverage.operations.length),
      ]),
    ]),
  ].join('\n\n');

/** The files of `docs/services` by name, as the code has them. */
export const serviceDocs = async (): Promise<ReadonlyMap<string, string>> => {
  const all = await coverageOf(await runningServices());
  return new Map([
    ['README.md', `${index(all)}\n`],
    ...all.map((coverage) => [`${coverage.id}.md`, `${page(coverage)}\n`] as const),
  ]);
};
