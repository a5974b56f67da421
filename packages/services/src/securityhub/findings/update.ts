import type { BatchUpdateFindingsUnprocessedFinding } from '@aws-sdk/client-securityhub';
import type { Tx } from '@gatehouse/store';
import { updatesBetween } from '../history/updates.ts';
import type { FindingChange, FindingEditor, FindingId, VisibleAccount } from '../ports.ts';
import { changedFinding } from './change.ts';
import { documentOf } from './document.ts';
import { isTooLarge } from './import.ts';
import type { StoredFinding } from './model.ts';
import { findings } from './repositories/findings.ts';
import type { FindingWrite, Write } from './write.ts';

export interface UpdateResult {
  readonly processed: readonly FindingId[];
  readonly unprocessed: readonly BatchUpdateFindingsUnprocessedFinding[];
}

interface Update {
  readonly visible: readonly VisibleAccount[];
  readonly ids: readonly FindingId[];
  readonly change: FindingChange;
  readonly by: FindingEditor;
}

/** API_BatchUpdateFindingsUnprocessedFinding: its codes and messages. */
const MESSAGES = {
  DuplicatedFindingIdentifier: 'Finding Identifier is duplicated',
  FindingNotFound: 'Finding Not Found',
  FindingSizeExceeded: 'Finding size exceeded 240 KB',
} as const;

/** Findings of these identifiers that the caller sees; the same product and Id may be in several accounts and Regions. */
export const visibleFindings = async (
  tx: Tx,
  visible: readonly VisibleAccount[],
  { Id, ProductArn }: FindingId,
): Promise<readonly StoredFinding[]> =>
  (await findings.ofId(tx, visible, Id)).filter(({ finding }) => finding.ProductArn === ProductArn);

/** Changes what customers may change, of all findings that the caller sees under these identifiers. */
export const updateFindings = async (
  tx: Tx,
  write: Write,
  { visible, ids, change, by }: Update,
  now: Date,
): Promise<UpdateResult> => {
  const processed: FindingId[] = [];
  const unprocessed: BatchUpdateFindingsUnprocessedFinding[] = [];
  const writes: FindingWrite[] = [];
  const seen = new Set<string>();
  for (const id of ids) {
    const key = `${id.ProductArn}\0${id.Id}`;
    const outcome = seen.has(key)
      ? 'DuplicatedFindingIdentifier'
      : await updateOne(tx, id, { visible, change, by, now }, writes);
    seen.add(key);
    if (outcome === undefined) processed.push(id);
    else
      unprocessed.push({
        FindingIdentifier: id,
        ErrorCode: outcome,
        ErrorMessage: MESSAGES[outcome],
      });
  }
  await write(tx, writes, now);
  return { processed, unprocessed };
};

const updateOne = async (
  tx: Tx,
  id: FindingId,
  { visible, change, by, now }: Omit<Update, 'ids'> & { readonly now: Date },
  writes: FindingWrite[],
): Promise<keyof typeof MESSAGES | undefined> => {
  const found = await visibleFindings(tx, visible, id);
  if (found.length === 0) return 'FindingNotFound';
  const changed = found.map((stored) => {
    const after = { ...stored, ...changedFinding(stored, change, now) };
    const updates = updatesBetween(stored.finding, after.finding);
    return {
      stored: after,
      document: documentOf(after.finding, after.customerFields),
      edits: [{ by, updates }],
    };
  });
  if (changed.some(({ document }) => isTooLarge(document))) return 'FindingSizeExceeded';
  writes.push(...changed);
  return undefined;
};
