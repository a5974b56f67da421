import type { Tx } from '@gatehouse/store';

export interface OidcProvider {
  readonly account: string;
  /** Issuer without scheme. */
  readonly url: string;
  readonly arn: string;
  readonly clientIds: readonly string[];
  /** SHA-1 of certificates, 40 hexadecimal digits. */
  readonly thumbprints: readonly string[];
  readonly createdAt: Date;
}

interface ProviderRow {
  readonly account: string;
  readonly url: string;
  readonly arn: string;
  readonly client_ids: string;
  readonly thumbprints: string;
  readonly created_at: number;
}

const toProvider = (row: ProviderRow): OidcProvider => ({
  account: row.account,
  url: row.url,
  arn: row.arn,
  clientIds: JSON.parse(row.client_ids) as string[],
  thumbprints: JSON.parse(row.thumbprints) as string[],
  createdAt: new Date(row.created_at),
});

export const oidcProviders = {
  async find(tx: Tx, arn: string): Promise<OidcProvider | undefined> {
    const row = await tx.get<ProviderRow>('SELECT * FROM iam_oidc_provider WHERE arn = ?', [arn]);
    return row === undefined ? undefined : toProvider(row);
  },

  /** False when the account has a provider of that URL. */
  async insert(tx: Tx, provider: OidcProvider): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO iam_oidc_provider (account, url, arn, client_ids, thumbprints, created_at)
       VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (account, url) DO NOTHING`,
      [
        provider.account,
        provider.url,
        provider.arn,
        JSON.stringify(provider.clientIds),
        JSON.stringify(provider.thumbprints),
        provider.createdAt.getTime(),
      ],
    );
    return changes === 1;
  },

  async update(
    tx: Tx,
    arn: string,
    { clientIds, thumbprints }: Pick<OidcProvider, 'clientIds' | 'thumbprints'>,
  ): Promise<void> {
    await tx.run('UPDATE iam_oidc_provider SET client_ids = ?, thumbprints = ? WHERE arn = ?', [
      JSON.stringify(clientIds),
      JSON.stringify(thumbprints),
      arn,
    ]);
  },

  async delete(tx: Tx, arn: string): Promise<void> {
    await tx.run('DELETE FROM iam_oidc_provider WHERE arn = ?', [arn]);
  },

  async list(tx: Tx, account: string): Promise<readonly OidcProvider[]> {
    const rows = await tx.all<ProviderRow>(
      'SELECT * FROM iam_oidc_provider WHERE account = ? ORDER BY url',
      [account],
    );
    return rows.map(toProvider);
  },
};
