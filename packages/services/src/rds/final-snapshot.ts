import { invalidCombination } from './errors.ts';
import { newIdentifier } from './identifiers.ts';
import type { SnapshotKind } from './model.ts';

/** The identifier of the snapshot that is taken before a deletion; none where it is left out. */
export const finalSnapshot = (
  kind: SnapshotKind,
  {
    FinalDBSnapshotIdentifier,
    SkipFinalSnapshot = false,
  }: {
    readonly FinalDBSnapshotIdentifier?: string | undefined;
    readonly SkipFinalSnapshot?: boolean | undefined;
  },
): string | undefined => {
  if (SkipFinalSnapshot && FinalDBSnapshotIdentifier !== undefined)
    throw invalidCombination(
      'You cannot specify both FinalDBSnapshotIdentifier and SkipFinalSnapshot',
    );
  if (SkipFinalSnapshot) return undefined;
  if (FinalDBSnapshotIdentifier === undefined)
    throw invalidCombination(
      'FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.',
    );
  return newIdentifier(kind, FinalDBSnapshotIdentifier, 'FinalDBSnapshotIdentifier');
};
