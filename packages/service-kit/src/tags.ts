import type { Migration, Tx } from '@gatehouse/store';
import type { ConditionKeys } from './call.ts';
import type { Tags } from './principal.ts';

/** Who owns the tags, as the Resource Groups Tagging API finds them again. */
export interface TagOwner {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  /** `ecs:cluster`, as the tagging API's resource type filter spells it. */
  readonly type: string;
}

interface TagRow {
  readonly arn: string;
  readonly tag_key: string;
  readonly tag_value: string;
}

/** Tags of every service's resources, in one table, so that the tagging API is one indexed query. */
export const tagMigrations: readonly Migration[] = [
  {
    component: 'kit',
    version: 1,
    statements: [
      `CREATE TABLE kit_tag (
        arn TEXT NOT NULL, tag_key TEXT NOT NULL, tag_value TEXT NOT NULL,
        account TEXT NOT NULL, region TEXT NOT NULL, resource_type TEXT NOT NULL,
        PRIMARY KEY (arn, tag_key))`,
      'CREATE INDEX kit_tag_scope ON kit_tag (account, region, arn)',
      'CREATE INDEX kit_tag_key ON kit_tag (account, region, tag_key, tag_value, arn)',
    ],
  },
];

const toTags = (rows: readonly TagRow[]): Tags =>
  new Map(rows.map(({ tag_key, tag_value }) => [tag_key, tag_value]));

export const tagStore = {
  async of(tx: Tx, arn: string): Promise<Tags> {
    return toTags(
      await tx.all<TagRow>(
        'SELECT arn, tag_key, tag_value FROM kit_tag WHERE arn = ? ORDER BY tag_key',
        [arn],
      ),
    );
  },

  /** By ARN; a resource without tags is absent. */
  async ofMany(tx: Tx, arns: readonly string[]): Promise<ReadonlyMap<string, Tags>> {
    if (arns.length === 0) return new Map();
    const rows = await tx.all<TagRow>(
      `SELECT arn, tag_key, tag_value FROM kit_tag WHERE arn IN (${arns.map(() => '?').join(', ')}) ORDER BY arn, tag_key`,
      arns,
    );
    const grouped = Map.groupBy(rows, ({ arn }) => arn);
    return new Map([...grouped].map(([arn, own]) => [arn, toTags(own)]));
  },

  /** Adds tags or replaces their values. */
  async put(tx: Tx, owner: TagOwner, tags: Tags): Promise<void> {
    for (const [key, value] of tags) {
      await tx.run(
        `INSERT INTO kit_tag (arn, tag_key, tag_value, account, region, resource_type)
         VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (arn, tag_key) DO UPDATE SET tag_value = excluded.tag_value`,
        [owner.arn, key, value, owner.account, owner.region, owner.type],
      );
    }
  },

  async remove(tx: Tx, arn: string, keys: readonly string[]): Promise<void> {
    for (const key of keys)
      await tx.run('DELETE FROM kit_tag WHERE arn = ? AND tag_key = ?', [arn, key]);
  },

  async removeAll(tx: Tx, arn: string): Promise<void> {
    await tx.run('DELETE FROM kit_tag WHERE arn = ?', [arn]);
  },
};

/**
 * The tags that condition keys can tell. Names of condition keys ignore case and names of tags do not: of two tags that
 * differ only in case neither is shown (IAM User Guide, `aws:RequestTag`: "but not both"), or whoever may add one
 * could pass it off as the other.
 */
const tellable = (tags: Tags): readonly (readonly [string, string])[] => {
  const entries = [...tags];
  const counts = new Map<string, number>();
  for (const [key] of entries) {
    const name = key.toLowerCase();
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  if (counts.size === entries.length) return entries;
  return entries.filter(([key]) => counts.get(key.toLowerCase()) === 1);
};

/** `aws:ResourceTag/…` and, where the service has one, its own `ecs:ResourceTag/…` for a resource that exists. */
export const resourceTagKeys = (service: string | undefined, tags: Tags): ConditionKeys =>
  Object.fromEntries(
    tellable(tags).flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      ...(service === undefined ? [] : [[`${service}:ResourceTag/${key}`, value]]),
    ]),
  );

/** `aws:RequestTag/…` and `aws:TagKeys` for the tags that a request carries; nothing when it carries none. */
export const requestTagKeys = (tags: Tags): ConditionKeys =>
  tags.size === 0
    ? {}
    : {
        'aws:TagKeys': [...tags.keys()],
        ...Object.fromEntries(
          tellable(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value]),
        ),
      };
