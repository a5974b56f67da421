import type {
  OnDemandThroughput,
  ProvisionedThroughput,
  WarmThroughput,
} from '@aws-sdk/client-dynamodb';
import {
  indexThroughputGiven,
  indexThroughputMissing,
  throughputGiven,
  throughputMissing,
  throughputTooHigh,
} from '../errors.ts';
import type { OnDemand, TableDetails, Throughput } from '../model.ts';

export type Billing = TableDetails['billing'];

const MOST_UNITS = 1_000_000_000_000;

export const NO_THROUGHPUT: Throughput = { read: 0, write: 0 };

const unitsOf = ({ ReadCapacityUnits, WriteCapacityUnits }: ProvisionedThroughput): Throughput => {
  const read = ReadCapacityUnits ?? 0;
  const write = WriteCapacityUnits ?? 0;
  if (read > MOST_UNITS) throw throughputTooHigh('ReadCapacityUnits', read);
  if (write > MOST_UNITS) throw throughputTooHigh('WriteCapacityUnits', write);
  return { read, write };
};

/** What a table is provisioned with; nothing is throttled by it. */
export const tableThroughput = (
  billing: Billing,
  given: ProvisionedThroughput | undefined,
): Throughput => {
  if (billing === 'PAY_PER_REQUEST') {
    if (given !== undefined) throw throughputGiven();
    return NO_THROUGHPUT;
  }
  if (given?.ReadCapacityUnits === undefined || given.WriteCapacityUnits === undefined)
    throw throughputMissing();
  return unitsOf(given);
};

export const indexThroughput = (
  billing: Billing,
  given: ProvisionedThroughput | undefined,
  index: string,
): Throughput => {
  if (billing === 'PAY_PER_REQUEST') {
    if (given !== undefined) throw indexThroughputGiven(index);
    return NO_THROUGHPUT;
  }
  if (given === undefined) throw indexThroughputMissing(index);
  return unitsOf(given);
};

/** The new throughput, with when it rose or fell. */
export const changedThroughput = (old: Throughput, next: Throughput, now: number): Throughput => ({
  ...next,
  increasedAt: next.read > old.read || next.write > old.write ? now : old.increasedAt,
  decreasedAt: next.read < old.read || next.write < old.write ? now : old.decreasedAt,
});

export const onDemandOf = (given: OnDemandThroughput | undefined): OnDemand | undefined =>
  given === undefined
    ? undefined
    : { read: given.MaxReadRequestUnits, write: given.MaxWriteRequestUnits };

export const warmOf = (given: WarmThroughput | undefined): OnDemand | undefined =>
  given === undefined
    ? undefined
    : { read: given.ReadUnitsPerSecond, write: given.WriteUnitsPerSecond };
