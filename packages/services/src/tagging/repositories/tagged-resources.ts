import type { SqlValue, Tx } from '@gatehouse/store';

export interface Scope {
  readonly account: string;
  readonly region: string;
}

/** Resources that have the key, with one of the values where there are any. */
export interface TagFilter {
  readonly key: string;
  readonly values: readonly string[];
}

export interface ResourceFilter {
  /** `ecs` or `ecs:cluster`; none means all. */
  readonly types: readonly string[];
  /** All must hold. */
  readonly tags: readonly TagFilter[];
}

interface Condition {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

const LENGTHS = [1, 5, 20, 100];

/** A list for `IN`, filled up to one of a few lengths: each length is a statement of its own. */
const list = (values: readonly string[]): Condition => {
  const length = LENGTHS.find((most) => most >= values.length) ?? values.length;
  return {
    sql: Array.from({ length }, () => '?').join(', '),
    parameters: Array.from({ length }, (_, at) => values[at] ?? values[0] ?? ''),
  };
};

const ofType = (type: string): Condition =>
  type.includes(':')
    ? { sql: 't.resource_type = ?', parameters: [type] }
    : // All types of the service: `;` is the character after `:`.
      {
        sql: '(t.resource_type >= ? AND t.resource_type < ?)',
        parameters: [`${type}:`, `${type};`],
      };

const hasTag = ({ key, values }: TagFilter): Condition => {
  const wanted = list(values);
  return {
    sql: `EXISTS (SELECT 1 FROM kit_tag f WHERE f.arn = t.arn AND f.tag_key = ?${
      values.length === 0 ? '' : ` AND f.tag_value IN (${wanted.sql})`
    })`,
    parameters: [key, ...(values.length === 0 ? [] : wanted.parameters)],
  };
};

const conditions = ({ types, tags }: ResourceFilter): Condition => {
  const ofTypes = types.map(ofType);
  const all = [
    ...(ofTypes.length === 0
      ? []
      : [
          {
            sql: `(${ofTypes.map(({ sql }) => sql).join(' OR ')})`,
            parameters: ofTypes.flatMap(({ parameters }) => parameters),
          },
        ]),
    ...tags.map(hasTag),
  ];
  return {
    sql: all.map(({ sql }) => ` AND ${sql}`).join(''),
    parameters: all.flatMap(({ parameters }) => parameters),
  };
};

/** The tags of every service's resources, which the kit keeps in one table. */
export const taggedResources = {
  /** ARNs of tagged resources after `after`, in order. */
  async arns(
    tx: Tx,
    { account, region }: Scope,
    filter: ResourceFilter,
    page: { readonly after: string; readonly limit: number },
  ): Promise<readonly string[]> {
    const { sql, parameters } = conditions(filter);
    const rows = await tx.all<{ readonly arn: string }>(
      `SELECT DISTINCT t.arn AS arn FROM kit_tag t
       WHERE t.account = ? AND t.region = ? AND t.arn > ?${sql} ORDER BY arn LIMIT ?`,
      [account, region, page.after, ...parameters, page.limit],
    );
    return rows.map(({ arn }) => arn);
  },

  /** Those of `arns` that are tagged resources of this account and Region, in order. */
  async known(
    tx: Tx,
    { account, region }: Scope,
    arns: readonly string[],
  ): Promise<readonly string[]> {
    const wanted = list(arns);
    const rows = await tx.all<{ readonly arn: string }>(
      `SELECT DISTINCT arn FROM kit_tag
       WHERE account = ? AND region = ? AND arn IN (${wanted.sql}) ORDER BY arn`,
      [account, region, ...wanted.parameters],
    );
    return rows.map(({ arn }) => arn);
  },

  async keys(
    tx: Tx,
    { account, region }: Scope,
    page: { readonly after: string; readonly limit: number },
  ): Promise<readonly string[]> {
    const rows = await tx.all<{ readonly tag_key: string }>(
      `SELECT DISTINCT tag_key FROM kit_tag
       WHERE account = ? AND region = ? AND tag_key > ? ORDER BY tag_key LIMIT ?`,
      [account, region, page.after, page.limit],
    );
    return rows.map(({ tag_key }) => tag_key);
  },

  /** @param page.after undefined for the first page, because a value can be empty */
  async values(
    tx: Tx,
    { account, region }: Scope,
    key: string,
    page: { readonly after: string | undefined; readonly limit: number },
  ): Promise<readonly string[]> {
    const { after, limit } = page;
    const rows = await tx.all<{ readonly tag_value: string }>(
      `SELECT DISTINCT tag_value FROM kit_tag
       WHERE account = ? AND region = ? AND tag_key = ?${after === undefined ? '' : ' AND tag_value > ?'}
       ORDER BY tag_value LIMIT ?`,
      [account, region, key, ...(after === undefined ? [] : [after]), limit],
    );
    return rows.map(({ tag_value }) => tag_value);
  },
};
