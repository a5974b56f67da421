import type { HubRef } from '../ports.ts';
import { NumberColumn, TextColumn } from './columns.ts';
import { type Facet, type Facets, textFacets, timeFacets } from './facets.ts';

/** The facets of one finding, as they are stored. */
export interface FacetRow extends HubRef {
  /** Numbers are given in ascending order and never twice. */
  readonly number: number;
  readonly facets: Facets;
}

const scopeText = ({ account, region }: HubRef): string => `${account} ${region}`;

/** The facets of all findings in columns, ordered by the findings' numbers. */
export class FacetTable {
  readonly numbers = new NumberColumn();
  /** Account and Region; 0 is a finding that is gone. */
  readonly scopes = new TextColumn();
  readonly texts: ReadonlyMap<string, TextColumn> = new Map(
    textFacets.map(({ name, kind }) => [name, new TextColumn(kind === 'number')]),
  );
  readonly times: ReadonlyMap<string, NumberColumn> = new Map(
    timeFacets.map(({ name }) => [name, new NumberColumn()]),
  );
  readonly #textColumns = [...this.texts.values()];
  readonly #timeColumns = [...this.times.values()];
  #rows = 0;
  #gone = 0;

  get rows(): number {
    return this.#rows;
  }

  /** Whether every row is a finding that is there. */
  get isWhole(): boolean {
    return this.#gone === 0;
  }

  /** Whether most of the memory is for findings that are gone. */
  get isWasteful(): boolean {
    return this.#gone > 10_000 && this.#gone * 2 > this.#rows;
  }

  /** Of the columns alone; the dictionaries' texts come on top. */
  get bytes(): number {
    const columns = [this.numbers, this.scopes, ...this.#textColumns, ...this.#timeColumns];
    return columns.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  put({ number, facets, ...scope }: FacetRow): void {
    const row = this.#rowFor(number);
    this.scopes.set(row, scopeText(scope));
    let at = 0;
    for (const column of this.#textColumns) {
      column.set(row, facets[at] ?? null);
      at += 1;
    }
    for (const column of this.#timeColumns) {
      column.set(row, timeOf(facets[at]));
      at += 1;
    }
  }

  remove(number: number): void {
    const row = this.rowOf(number);
    if (row === undefined || this.scopes.data[row] === 0) return;
    this.scopes.set(row, null);
    this.#gone += 1;
  }

  /** By binary search: numbers only ever grow. */
  rowOf(number: number): number | undefined {
    const { data } = this.numbers;
    let low = 0;
    let high = this.#rows - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = data[middle] ?? 0;
      if (found === number) return middle;
      if (found < number) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  scopeCode(scope: HubRef): number | undefined {
    return this.scopes.codeOf(scopeText(scope));
  }

  #rowFor(number: number): number {
    const known = this.rowOf(number);
    if (known !== undefined) {
      if (this.scopes.data[known] === 0) this.#gone -= 1;
      return known;
    }
    if (this.#rows > 0 && number < (this.numbers.data[this.#rows - 1] ?? 0))
      throw new Error(`finding ${number} comes after findings with higher numbers`);
    const row = this.#rows;
    this.#rows += 1;
    this.numbers.set(row, number);
    return row;
  }
}

const timeOf = (facet: Facet | undefined): number => (typeof facet === 'number' ? facet : NaN);
