import type { DatabaseKind, Kind, Resource, SnapshotKind } from '../model.ts';

/** What RDS uses a key with; each further grant has these operations or fewer. */
export const OPERATIONS = ['CreateGrant', 'Decrypt', 'GenerateDataKeyWithoutPlaintext'] as const;

/** How grants name RDS in a Region. */
export const rdsIn = (region: string): string => `rds.${region}.amazonaws.com`;

/**
 * The encryption context of a database and of what is made of it: its resource id, whatever its identifier becomes
 * (Amazon RDS User Guide, "AWS KMS key management"; Amazon Aurora User Guide, "Database activity streams", for clusters).
 */
export const contextOf = ({
  kind,
  details,
}: {
  readonly kind: Kind;
  readonly details: { readonly resourceId: string };
}): Readonly<Record<string, string>> => ({
  [kind === 'cluster' || kind === 'cluster-snapshot' ? 'aws:rds:dbc-id' : 'aws:rds:db-id']:
    details.resourceId,
});

/** What of an encrypted resource names its key and what is under it. */
export interface Sealed {
  readonly key: string;
  readonly dataKey: Uint8Array;
  readonly context: Readonly<Record<string, string>>;
}

const sealed = (
  resource: Resource<'db' | 'cluster' | 'snapshot' | 'cluster-snapshot'>,
  dataKey: string | undefined,
): Sealed | undefined => {
  const { kmsKey: key } = resource.details;
  if (key === undefined || dataKey === undefined) return undefined;
  return { key, dataKey: Buffer.from(dataKey, 'base64'), context: contextOf(resource) };
};

/** Undefined: it is not encrypted, or was before keys were kept here. */
export const sealedDatabase = (database: Resource<DatabaseKind>): Sealed | undefined =>
  sealed(database, database.details.encryption?.dataKey);

export const sealedSnapshot = (snapshot: Resource<SnapshotKind>): Sealed | undefined =>
  sealed(snapshot, snapshot.details.dataKey);
