export {
  type Anchor,
  formatHashLine,
  formatNoteInFile,
  parseHashLine,
  splitNotes,
} from './anchor.ts';
export {
  type Checkpoint,
  type OpenedCheckpoint,
  openCheckpoint,
  signCheckpoint,
} from './checkpoint.ts';
export {
  type CompletedSubtree,
  EMPTY_FRONTIER,
  extendFrontier,
  foldPeaks,
  formatPeaks,
  type Frontier,
  parseFrontier,
  rootOf,
  type Subtree,
} from './frontier.ts';
export { formatHash, type Hash, leafHash, parseHash, sameHash } from './hashing.ts';
export {
  type CheckpointSigner,
  newSigningKey,
  parseVerifierKeys,
  signerOf,
  type VerifierKey,
} from './keys.ts';
export { type EntryHead, LONGEST_LEAF, parseEntryHead } from './leaf.ts';
export {
  type ConsistencyProof,
  consistencyRanges,
  type InclusionProof,
  inclusionRanges,
  provesConsistency,
  provesInclusion,
  type Range,
  subtreesOf,
} from './proofs.ts';
export type { Fault, FaultReason, LogVerdict } from './verdict.ts';
export { type Evidence, LogVerifier, type StoredHead, verifyLog } from './verifier.ts';
