import type { Resource, SnapshotKind } from '../model.ts';

/** Both kinds of snapshot have the same details, and the kind says which one it is. */
export const asSnapshot = (snapshot: Resource<SnapshotKind>): Resource<'snapshot'> => {
  if (snapshot.kind !== 'snapshot') throw new Error('a snapshot of an instance was wanted');
  return { ...snapshot, kind: snapshot.kind };
};

export const asClusterSnapshot = (
  snapshot: Resource<SnapshotKind>,
): Resource<'cluster-snapshot'> => {
  if (snapshot.kind !== 'cluster-snapshot') throw new Error('a snapshot of a cluster was wanted');
  return { ...snapshot, kind: snapshot.kind };
};
