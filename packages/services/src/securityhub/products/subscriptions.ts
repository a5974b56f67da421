import type { Tx } from '@gatehouse/store';
import type { HubRef } from '../ports.ts';
import { isEnabledByDefault, type Product, PRODUCTS } from './catalogue.ts';

interface ProductRow {
  readonly product: string;
  readonly enabled: number;
}

/** Which products an account takes findings of; a row says so only where it is not as usual. */
export const productSubscriptions = {
  async isEnabled(tx: Tx, { account, region }: HubRef, product: Product): Promise<boolean> {
    const row = await tx.get<ProductRow>(
      `SELECT product, enabled FROM securityhub_product
       WHERE account = ? AND region = ? AND product = ?`,
      [account, region, product.path],
    );
    return row === undefined ? isEnabledByDefault(product) : row.enabled === 1;
  },

  async set(
    tx: Tx,
    { account, region }: HubRef,
    { path }: Product,
    enabled: boolean,
  ): Promise<void> {
    await tx.run(
      `INSERT INTO securityhub_product (account, region, product, enabled) VALUES (?, ?, ?, ?)
       ON CONFLICT (account, region, product) DO UPDATE SET enabled = excluded.enabled`,
      [account, region, path, enabled ? 1 : 0],
    );
  },

  async list(tx: Tx, { account, region }: HubRef): Promise<readonly Product[]> {
    const rows = await tx.all<ProductRow>(
      'SELECT product, enabled FROM securityhub_product WHERE account = ? AND region = ?',
      [account, region],
    );
    const stated = new Map(rows.map(({ product, enabled }) => [product, enabled === 1]));
    return PRODUCTS.filter((product) => stated.get(product.path) ?? isEnabledByDefault(product));
  },
};
