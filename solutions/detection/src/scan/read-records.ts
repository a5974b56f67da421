import type { JsonObject } from '../model.ts';
import { ByteWindow } from '../reading/byte-window.ts';
import type { Decoded } from '../reading/decode.ts';
import {
  type Damage,
  READING_LIMITS,
  type ReadingLimits,
  readValues,
} from '../reading/read-values.ts';
import { unwrap } from '../reading/unwrap.ts';

/** What a file that was not read whole, or is none of ours, is told by. */
export type ReadingProblem = Damage | 'foreign' | 'broken' | 'not-cloudtrail' | 'utf-16';

export interface RecordSink {
  record(record: JsonObject): void;
  /** `offset` is in the text, after decompression. */
  problem(kind: ReadingProblem, offset: number, detail: string): void;
  /** From time to time; what it throws ends the reading. */
  readonly pause?: () => Promise<void>;
}

const valueSink = (sink: RecordSink) => {
  let offset = 0;
  const take = (record: JsonObject | undefined): void => {
    if (record === undefined) sink.problem('not-cloudtrail', offset, 'a value that is no record');
    else sink.record(record);
  };
  return {
    value: (value: unknown, at: number): void => {
      offset = at;
      unwrap(value, take);
    },
    damage: (kind: Damage, at: number): void => sink.problem(kind, at, ''),
    ...(sink.pause === undefined ? {} : { pause: sink.pause }),
  };
};

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Of text that fits into memory: one call of the parser where it is JSON as a whole. */
export const readWhole = async (bytes: Buffer, sink: RecordSink): Promise<void> => {
  const values = valueSink(sink);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    await readValues(new ByteWindow(only(bytes), READING_LIMITS.windowBytes), values);
    return;
  }
  values.value(value, 0);
};

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** Of text of any length. Whatever it is, nothing is thrown; what could not be read is told. */
export const readDecoded = async (
  decoded: Decoded,
  sink: RecordSink,
  limits: ReadingLimits = READING_LIMITS,
): Promise<void> => {
  if ('foreign' in decoded) return sink.problem('foreign', 0, decoded.foreign);
  if (decoded.remark !== undefined) sink.problem('utf-16', 0, decoded.remark);
  const window = new ByteWindow(decoded.bytes, limits.windowBytes);
  try {
    await readValues(window, valueSink(sink), limits);
  } finally {
    await window.close();
  }
  if (window.failure !== undefined)
    sink.problem('broken', window.offset, messageOf(window.failure));
};
