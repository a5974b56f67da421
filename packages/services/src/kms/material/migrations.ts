import type { Migration } from '@gatehouse/store';

export const materialMigrations: readonly Migration[] = [
  {
    component: 'kms-material',
    version: 1,
    statements: [
      // Of a material whose bytes are not here (deleted, expired, or not imported yet), `sealed` is null.
      `CREATE TABLE kms_material (
        account TEXT NOT NULL,
        region TEXT NOT NULL,
        key_id TEXT NOT NULL,
        material_id TEXT NOT NULL,
        number INTEGER NOT NULL,
        spec TEXT NOT NULL,
        sealed BLOB,
        state TEXT NOT NULL,
        import_state TEXT,
        rotation TEXT,
        rotated_at BIGINT,
        description TEXT,
        expires_at BIGINT,
        PRIMARY KEY (account, region, key_id, material_id),
        UNIQUE (account, region, key_id, number)
      )`,
    ],
  },
];
