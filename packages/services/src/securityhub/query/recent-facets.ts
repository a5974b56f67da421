import type { FacetRow } from './facet-table.ts';

/** So many rows are kept: some seconds of a busy import. */
const MOST_ROWS = 20_000;

/**
 * Facets that this node has just written, so that it need not read and parse them again. They are taken under a token
 * that stands in the row of the change: what was rolled back is never asked for.
 */
export class RecentFacets {
  readonly #changes = new Map<string, readonly FacetRow[]>();
  #rows = 0;

  add(token: string, rows: readonly FacetRow[]): void {
    this.#changes.set(token, rows);
    this.#rows += rows.length;
    for (const [oldest, dropped] of this.#changes) {
      if (this.#rows <= MOST_ROWS) break;
      this.#changes.delete(oldest);
      this.#rows -= dropped.length;
    }
  }

  take(token: string): readonly FacetRow[] | undefined {
    const rows = this.#changes.get(token);
    if (rows === undefined) return undefined;
    this.#changes.delete(token);
    this.#rows -= rows.length;
    return rows;
  }
}
