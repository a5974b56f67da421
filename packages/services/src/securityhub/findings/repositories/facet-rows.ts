import type { Tx } from '@gatehouse/store';
import type { FacetRow } from '../../query/facet-table.ts';
import type { Facets } from '../../query/facets.ts';
import { inSlices, marks, valueLists } from './slices.ts';

interface Row {
  readonly number: number;
  readonly account: string;
  readonly region: string;
  readonly facets: string;
}

const toFacetRow = (row: Row): FacetRow => ({
  number: row.number,
  account: row.account,
  region: row.region,
  facets: JSON.parse(row.facets) as Facets,
});

const COLUMNS = 'number, account, region, facets';

/** What is kept in memory of findings, beside them. */
export const facetRows = {
  async put(tx: Tx, rows: readonly FacetRow[]): Promise<void> {
    for (const slice of inSlices(rows)) {
      await tx.run(
        `INSERT INTO securityhub_finding_facets (${COLUMNS}) VALUES ${valueLists(4, slice.length)}
         ON CONFLICT (number) DO UPDATE SET facets = excluded.facets`,
        slice.flatMap((row) => [row.number, row.account, row.region, JSON.stringify(row.facets)]),
      );
    }
  },

  async remove(tx: Tx, numbers: readonly number[]): Promise<void> {
    for (const slice of inSlices(numbers))
      await tx.run(
        `DELETE FROM securityhub_finding_facets WHERE number IN (${marks(slice.length)})`,
        slice,
      );
  },

  async page(tx: Tx, after: number, limit: number): Promise<readonly FacetRow[]> {
    const rows = await tx.all<Row>(
      `SELECT ${COLUMNS} FROM securityhub_finding_facets WHERE number > ? ORDER BY number LIMIT ?`,
      [after, limit],
    );
    return rows.map(toFacetRow);
  },

  /** Of those that are there, in the order of their numbers. */
  async of(tx: Tx, numbers: readonly number[]): Promise<readonly FacetRow[]> {
    const found: FacetRow[] = [];
    const sorted = [...new Set(numbers)].toSorted((left, right) => left - right);
    for (const slice of inSlices(sorted)) {
      const rows = await tx.all<Row>(
        `SELECT ${COLUMNS} FROM securityhub_finding_facets WHERE number IN (${marks(slice.length)})
         ORDER BY number`,
        slice,
      );
      for (const row of rows) found.push(toFacetRow(row));
    }
    return found;
  },
};
