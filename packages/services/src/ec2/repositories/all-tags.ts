import type { Tx } from '@gatehouse/store';
import type { Scope } from '../model.ts';

interface TagRow {
  readonly arn: string;
  readonly tag_key: string;
  readonly tag_value: string;
}

/** Tags of the account's EC2 resources in a Region, after a position, by ARN and key. */
export const allTags = async (
  tx: Tx,
  { account, region }: Scope,
  after: { readonly arn: string; readonly key: string },
): Promise<readonly { readonly arn: string; readonly key: string; readonly value: string }[]> => {
  const rows = await tx.all<TagRow>(
    `SELECT arn, tag_key, tag_value FROM kit_tag
     WHERE account = ? AND region = ? AND resource_type LIKE 'ec2:%' AND (arn, tag_key) > (?, ?)
     ORDER BY arn, tag_key`,
    [account, region, after.arn, after.key],
  );
  return rows.map((row) => ({ arn: row.arn, key: row.tag_key, value: row.tag_value }));
};
