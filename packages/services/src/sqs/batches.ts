import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs';
import { AwsError } from '@gatehouse/core';
import { batchEmpty, batchIdInvalid, batchIdRepeats, batchTooMany } from './errors.ts';

const MOST_ENTRIES = 10;
const ID = /^[A-Za-z0-9_-]{1,80}$/;

/** Throws what is wrong with a batch as a whole. */
export const requireBatch = (
  entries: readonly { readonly Id: string | undefined }[] | undefined,
  entry: string,
): void => {
  if (entries === undefined || entries.length === 0) throw batchEmpty(entry);
  if (entries.length > MOST_ENTRIES) throw batchTooMany(entries.length);
  const seen = new Set<string>();
  for (const { Id = '' } of entries) {
    if (!ID.test(Id)) throw batchIdInvalid();
    if (seen.has(Id)) throw batchIdRepeats(Id);
    seen.add(Id);
  }
};

// A batch's entries name errors as callers of the query protocol know them.
const CODES: ReadonlyMap<string, string> = new Map([
  ['InvalidParameterValueException', 'InvalidParameterValue'],
  ['MissingRequiredParameterException', 'MissingParameter'],
  ['UnsupportedOperation', 'AWS.SimpleQueueService.UnsupportedOperation'],
]);

const failedEntry = (Id: string, error: AwsError): BatchResultErrorEntry => ({
  Id,
  SenderFault: true,
  Code: CODES.get(error.name) ?? error.name,
  Message: error.message,
});

export interface BatchResult<Success> {
  readonly Successful: Success[];
  readonly Failed: BatchResultErrorEntry[];
}

/** Each entry by itself: the caller's mistake in one does not keep the others. */
export const eachEntry = async <Entry extends { readonly Id: string | undefined }, Success>(
  entries: readonly Entry[],
  run: (entry: Entry, id: string) => Promise<Success>,
): Promise<BatchResult<Success>> => {
  const result: BatchResult<Success> = { Successful: [], Failed: [] };
  for (const entry of entries) {
    const id = entry.Id ?? '';
    try {
      result.Successful.push(await run(entry, id));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      result.Failed.push(failedEntry(id, error));
    }
  }
  return result;
};
