import { expect, test } from 'vitest';
import { FacetTable } from './facet-table.ts';
import { type Facet, textFacets, timeFacets } from './facets.ts';
import { orderOf, positionOf } from './order.ts';
import { select, Workbench } from './selection.ts';
import { topRows } from './top.ts';

const ROWS = 30_000;
const HUB = { account: '111122223333', region: 'us-east-1' };
const VISIBLE = [{ account: HUB.account, regions: [HUB.region] }];
const NOW = new Date('2026-03-02T10:00:00Z');
const LABELS = ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];

const scatter = (number: number): number => Math.imul(number ^ 0x9e3779b9, 0x85ebca6b) >>> 0;

/** More rows than are looked at without a sample first; times come in no order, and some rows have none. */
const table = new FacetTable();
for (let number = 1; number <= ROWS; number += 1) {
  const chance = scatter(number);
  const values: Readonly<Record<string, Facet>> = {
    SeverityLabel: LABELS[chance % LABELS.length] ?? null,
    Title: chance % 7 === 0 ? null : `title ${chance % 300}`,
    UpdatedAt: chance % 11 === 0 ? null : chance % 5000,
    CreatedAt: number,
  };
  const facets = [...textFacets, ...timeFacets].map(({ name }) => values[name] ?? null);
  table.put({ ...HUB, number, facets });
}

test.for([
  [['UpdatedAt', 'desc']],
  [['UpdatedAt', 'asc']],
  [['CreatedAt', 'asc']],
  [['SeverityLabel', 'desc']],
  [['SeverityLabel', 'asc']],
  [
    ['Title', 'asc'],
    ['UpdatedAt', 'desc'],
  ],
  [
    ['SeverityLabel', 'desc'],
    ['UpdatedAt', 'desc'],
  ],
  [
    ['SeverityLabel', 'desc'],
    ['Title', 'asc'],
    ['UpdatedAt', 'asc'],
  ],
] as const)('pages by %j are what sorting everything gives', (criteria) => {
  const bench = new Workbench();
  const sort = criteria.map(([Field, SortOrder]) => ({ Field, SortOrder }));
  const order = orderOf(table, sort);
  const sorted = Array.from({ length: ROWS }, (_, row) => row).toSorted((left, right) => {
    for (const key of order.keys) {
      const a = key.of(left);
      const b = key.of(right);
      if (a !== b) return a < b ? -1 : 1;
    }
    return order.newestFirst ? right - left : left - right;
  });

  const paged: number[] = [];
  for (let page = 0; page < 8; page += 1) {
    const last = paged.at(-1);
    const after = last === undefined ? undefined : positionOf(table, order, last);
    const selection = select(table, bench, VISIBLE, [], NOW);
    paged.push(...topRows(table, bench, selection, order, { after, wanted: 100 }));
  }

  expect(paged).toEqual(sorted.slice(0, 800));
});
