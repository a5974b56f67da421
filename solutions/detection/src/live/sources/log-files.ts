import type { Clients, RoleHop } from '@gatehouse/clients';
import type { JsonObject } from '../../model.ts';
import { decode } from '../../reading/decode.ts';
import { readDecoded } from '../../scan/read-records.ts';
import type { ObjectNotice } from './messages.ts';

export interface LogFileDeps {
  readonly clients: Pick<Clients, 'of'>;
  /** How the bucket is read; undefined: with our own credentials. */
  readonly hopOf: (bucket: string) => RoleHop | undefined;
  readonly region: string;
}

/** Buckets have more than log files; digests and Insights files have no calls to look at. */
export const isLogFile = ({ key }: ObjectNotice): boolean =>
  key.includes('/CloudTrail/') && /\.json(?:\.gz)?$/.test(key);

/** Gone, or never there: no later attempt has it. */
const isFinal = (error: unknown): boolean =>
  error instanceof Error && ['NoSuchKey', 'NoSuchBucket', 'NotFound'].includes(error.name);

const RECORDS_AT_ONCE = 1000;

type Take = (batch: {
  readonly records: readonly JsonObject[];
  readonly unreadable: number;
}) => Promise<void>;

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const bytesOf = async (
  { clients, hopOf, region }: LogFileDeps,
  { bucket, key }: ObjectNotice,
): Promise<Uint8Array | undefined> => {
  const { S3 } = await import('@aws-sdk/client-s3');
  const s3 = clients.of(S3, { region, hop: hopOf(bucket) });
  try {
    const { Body } = await s3.getObject({ Bucket: bucket, Key: key });
    return await Body?.transformToByteArray();
  } catch (error) {
    if (isFinal(error)) return undefined;
    throw error;
  }
};

/** Gives the records of a log file to `take`, some at once. Rejects while it cannot be read. */
export const readLogFile = async (
  deps: LogFileDeps,
  notice: ObjectNotice,
  take: Take,
): Promise<void> => {
  const bytes = await bytesOf(deps, notice);
  if (bytes === undefined) return;
  let records: JsonObject[] = [];
  let unreadable = 0;
  const flush = async (): Promise<void> => {
    const batch = { records, unreadable };
    records = [];
    unreadable = 0;
    await take(batch);
  };
  await readDecoded(await decode(only(bytes)), {
    record: (record) => records.push(record),
    problem: () => {
      unreadable += 1;
    },
    pause: async () => {
      if (records.length >= RECORDS_AT_ONCE) await flush();
    },
  });
  await flush();
};
