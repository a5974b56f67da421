import type { AwsSecurityFinding, ImportFindingsError } from '@aws-sdk/client-securityhub';
import type { Tx } from '@gatehouse/store';
import { formatComplaint } from '../asff/check.ts';
import { updatesBetween } from '../history/updates.ts';
import type { AutomationRules, FindingEditor } from '../ports.ts';
import { changedFinding } from './change.ts';
import { documentOf } from './document.ts';
import { findingKey, keyContext } from './keys.ts';
import { type Arrival, isNewer, newFinding, updatedFinding } from './merge.ts';
import type { StoredFinding } from './model.ts';
import { findings, identifierOf } from './repositories/findings.ts';
import type { Edit, FindingWrite } from './write.ts';

const MOST_BYTES = 240 * 1024;
const MOST_BYTES_PER_UNIT = 3;

/** A finding of a batch that may be stored as far as its provider and its owner go. */
export interface Candidate {
  readonly given: AwsSecurityFinding;
  readonly arrival: Arrival;
}

export interface ImportSettings {
  readonly identity: string;
  readonly rules: AutomationRules | undefined;
}

export const failed = (
  { Id = '' }: AwsSecurityFinding,
  ErrorCode: string,
  ErrorMessage: string,
): ImportFindingsError => ({ Id, ErrorCode, ErrorMessage });

export const formatFailure = (given: AwsSecurityFinding): ImportFindingsError | undefined => {
  const complaint = formatComplaint(given);
  return complaint === undefined
    ? undefined
    : failed(
        given,
        'InvalidInput',
        `Finding does not adhere to Amazon Finding Format. ${complaint}.`,
      );
};

export const isTooLarge = (document: string): boolean =>
  document.length * MOST_BYTES_PER_UNIT > MOST_BYTES && Buffer.byteLength(document) > MOST_BYTES;

type Draft = FindingWrite['stored'];

/** One finding on its way: what is stored of it, and what happens to it in this batch. */
interface Progress {
  stored: Draft;
  readonly edits: Edit[];
}

/**
 * What a batch of sound findings of one hub comes to: writes for what is new or newer, nothing for what is old, failures
 * for what is too large. The same finding twice in a batch is imported twice, in order.
 */
export const importBatch = async (
  tx: Tx,
  candidates: readonly Candidate[],
  settings: ImportSettings,
): Promise<{
  readonly writes: readonly FindingWrite[];
  readonly failures: readonly ImportFindingsError[];
}> => {
  const progress = new Map<string, Progress>();
  const keys = keysOf(candidates);
  const before = new Map<string, StoredFinding>();
  for (const stored of await findings.ofKeys(tx, keys)) before.set(nameOf(stored.key), stored);

  for (const [index, candidate] of candidates.entries()) {
    const key = keys[index];
    if (key === undefined) continue;
    const name = nameOf(key);
    const known = progress.get(name);
    const earlier = known?.stored ?? before.get(name);
    const step = advance(candidate, key, earlier, settings);
    if (step === undefined) continue;
    if (known === undefined) progress.set(name, step);
    else {
      known.stored = step.stored;
      known.edits.push(...step.edits);
    }
  }
  return finish(progress);
};

const nameOf = (key: Uint8Array): string =>
  Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1');

const keysOf = (candidates: readonly Candidate[]): readonly Buffer[] => {
  const contexts = new Map<string, Buffer>();
  return candidates.map(({ given, arrival: { owner } }) => {
    const { Id, ProductArn } = identifierOf(given);
    const context = contexts.get(ProductArn) ?? keyContext(owner, ProductArn);
    contexts.set(ProductArn, context);
    return findingKey(context, Id);
  });
};

const finish = (
  progress: ReadonlyMap<string, Progress>,
): { writes: FindingWrite[]; failures: ImportFindingsError[] } => {
  const writes: FindingWrite[] = [];
  const failures: ImportFindingsError[] = [];
  for (const { stored, edits } of progress.values()) {
    const document = documentOf(stored.finding, stored.customerFields);
    if (isTooLarge(document))
      failures.push(failed(stored.finding, 'InvalidInput', 'Finding size exceeded 240 KB'));
    else writes.push({ stored, document, edits });
  }
  return { writes, failures };
};

/** Undefined for an update that is not newer than what is there. */
const advance = (
  { given, arrival }: Candidate,
  key: Uint8Array,
  earlier: Draft | undefined,
  { identity, rules }: ImportSettings,
): Progress | undefined => {
  const by: FindingEditor = { type: 'BATCH_IMPORT_FINDINGS', identity };
  if (earlier === undefined) {
    const stored: Draft = {
      ...arrival.owner,
      number: undefined,
      key,
      finding: newFinding(given, arrival),
      customerFields: [],
      importedAt: arrival.now,
      importedBy: identity,
    };
    return automated({ stored, edits: [] }, rules, arrival.now);
  }
  if (!isNewer(given, earlier.finding)) return undefined;
  const finding = updatedFinding(given, earlier, arrival);
  const edit = { by, updates: updatesBetween(earlier.finding, finding) };
  return automated({ stored: { ...earlier, finding }, edits: [edit] }, rules, arrival.now);
};

/** User Guide, "Automation rules": they act on new and updated findings before anybody sees these. */
const automated = (progress: Progress, rules: AutomationRules | undefined, now: Date): Progress => {
  if (rules === undefined) return progress;
  let { stored } = progress;
  const edits = [...progress.edits];
  for (const { ruleArn, change } of rules(stored.finding)) {
    const after = { ...stored, ...changedFinding(stored, change, now) };
    const updates = updatesBetween(stored.finding, after.finding);
    edits.push({ by: { type: 'BATCH_UPDATE_FINDINGS', identity: ruleArn }, updates });
    stored = after;
  }
  return { stored, edits };
};
