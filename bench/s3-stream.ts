import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Benchmark, Measurement } from './benchmark.ts';
import { type ServerProcess, startProcess } from './load.ts';

const MIB = 1024 ** 2;
const BYTES = 1024 * MIB;
const Bucket = 'stream-bucket';
const Key = 'one-gibibyte';

const keysOf = (data: string): { accessKeyId: string; secretAccessKey: string } => {
  const text = readFileSync(join(data, 'aws', 'credentials'), 'utf8');
  const found = /\[admin\]\naws_access_key_id = (\S+)\naws_secret_access_key = (\S+)/.exec(text);
  return { accessKeyId: found?.[1] ?? '', secretAccessKey: found?.[2] ?? '' };
};

const makeFile = async (path: string): Promise<void> => {
  const file = await open(path, 'w');
  const block = Buffer.alloc(MIB);
  for (let at = 0; at < BYTES; at += MIB) {
    block.writeUInt32BE(at / MIB);
    await file.write(block);
  }
  await file.close();
};

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
};

/** The same bytes from file to file, durable at the end. */
const bareCopy = async (from: string, to: string): Promise<void> => {
  await pipeline(createReadStream(from), createWriteStream(to));
  const file = await open(to, 'r');
  await file.sync();
  await file.close();
};

/** The most memory that the process ever had resident, in MB. */
const peakMemory = ({ process: child }: ServerProcess): number => {
  const status = readFileSync(`/proc/${child.pid ?? 0}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
};

const nowhere = (): Writable =>
  new Writable({ write: (_chunk, _encoding, done) => done(), highWaterMark: MIB });

const measure = async (data: string, server: ServerProcess): Promise<readonly Measurement[]> => {
  const client = new S3Client({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: keysOf(data),
    maxAttempts: 1,
    forcePathStyle: true,
  });
  const file = join(data, 'source');
  await makeFile(file);
  await client.send(new CreateBucketCommand({ Bucket }));
  await client.send(new PutObjectCommand({ Bucket, Key: 'warm-up', Body: Buffer.alloc(MIB) }));
  const before = peakMemory(server);
  const bare = await seconds(() => bareCopy(file, join(data, 'copy')));
  const put = await seconds(() =>
    client.send(
      new PutObjectCommand({ Bucket, Key, Body: createReadStream(file), ContentLength: BYTES }),
    ),
  );
  const get = await seconds(async () => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
    await pipeline(Body as NodeJS.ReadableStream, nowhere());
  });
  const grown = peakMemory(server) - before;
  client.destroy();
  const versus = `a bare copy from file to file, ${bare.toFixed(2)} s`;
  return [
    { name: 's3-stream/put', value: put, unit: 's', versus, ratio: put / bare },
    { name: 's3-stream/get', value: get, unit: 's', versus, ratio: get / bare },
    {
      name: 's3-stream/memory',
      value: grown,
      unit: 'MB',
      versus: 'the bytes of the object',
      ratio: (grown * MIB) / BYTES,
    },
  ];
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
    return await measure(data, server);
  } finally {
    await server.stop();
    rmSync(data, { recursive: true, force: true });
  }
};

export const benchmarks: readonly Benchmark[] = [{ name: 's3-stream', run }];
