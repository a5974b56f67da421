import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateClusterCommand, DescribeClustersCommand, ECSClient } from '@aws-sdk/client-ecs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Benchmark, Measurement } from './benchmark.ts';
import { type RawRequest, startProcess, throughput } from './load.ts';

const ROUNDS = 5;
const WINDOW = { seconds: 2, connections: 32 };
const CLUSTERS = ['alpha'];

/** The request that an SDK client signs, kept instead of sent; a signature holds for five minutes. */
const captured = async (
  send: (capture: CaptureHandler) => Promise<unknown>,
): Promise<RawRequest> => {
  const capture = new CaptureHandler();
  await send(capture).catch(() => undefined);
  if (capture.request === undefined) throw new Error('nothing was sent');
  return capture.request;
};

class CaptureHandler {
  request: RawRequest | undefined;

  async handle(request: {
    readonly path: string;
    readonly headers: Record<string, string>;
    readonly body: string;
  }): Promise<never> {
    const { 'content-length': _length, ...headers } = request.headers;
    this.request = { path: request.path, headers, body: request.body };
    throw new Error('captured');
  }
}

const keysOf = (data: string): { accessKeyId: string; secretAccessKey: string } => {
  const text = readFileSync(join(data, 'aws', 'credentials'), 'utf8');
  const found = /\[admin\]\naws_access_key_id = (\S+)\naws_secret_access_key = (\S+)/.exec(text);
  return { accessKeyId: found?.[1] ?? '', secretAccessKey: found?.[2] ?? '' };
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** What stands beside the endpoint: detection reads every event of every call, in the same process. */
const BESIDE = [
  { name: '', options: ['--detection=off'] },
  { name: ' beside detection', options: ['--detection=on'] },
];

const runBeside = async ({
  name: beside,
  options,
}: (typeof BESIDE)[number]): Promise<readonly Measurement[]> => {
  const data = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  const echo = await startProcess([join(import.meta.dirname, 'processes/echo-server.ts')]);
  const cloud = await startProcess([
    join(import.meta.dirname, '../apps/server/src/main.ts'),
    `--data=${data}`,
    '--aws-listen=127.0.0.1:0',
    '--console-listen=127.0.0.1:0',
    ...options,
  ]);
  try {
    const config = {
      endpoint: cloud.url,
      region: 'us-east-1',
      credentials: keysOf(data),
      maxAttempts: 1,
    };
    const ecs = new ECSClient(config);
    for (const clusterName of CLUSTERS) await ecs.send(new CreateClusterCommand({ clusterName }));
    const requests = {
      GetCallerIdentity: await captured((requestHandler) =>
        new STSClient({ ...config, requestHandler }).send(new GetCallerIdentityCommand({})),
      ),
      DescribeClusters: await captured((requestHandler) =>
        new ECSClient({ ...config, requestHandler }).send(
          new DescribeClustersCommand({ clusters: CLUSTERS }),
        ),
      ),
    };
    const measurements: Measurement[] = [];
    for (const [name, request] of Object.entries(requests)) {
      const bare: RawRequest = { ...request, body: JSON.stringify({ clusters: CLUSTERS }) };
      const rates: { ours: number[]; echo: number[] } = { ours: [], echo: [] };
      await throughput(cloud.url, request, { ...WINDOW, seconds: 1 });
      for (let round = 0; round < ROUNDS; round += 1) {
        rates.echo.push(await throughput(echo.url, bare, WINDOW));
        rates.ours.push(await throughput(cloud.url, request, WINDOW));
      }
      measurements.push({
        name: `aws-endpoint/${name}${beside}`,
        value: median(rates.ours),
        unit: 'requests/s',
        versus: 'a bare node:http JSON echo',
        ratio: median(rates.ours) / median(rates.echo),
      });
    }
    return measurements;
  } finally {
    await Promise.all([echo.stop(), cloud.stop()]);
    rmSync(data, { recursive: true, force: true });
  }
};

const run = async (): Promise<readonly Measurement[]> => {
  const measurements: Measurement[] = [];
  for (const beside of BESIDE) measurements.push(...(await runBeside(beside)));
  return measurements;
};

export const benchmarks: readonly Benchmark[] = [{ name: 'aws-endpoint', run }];
