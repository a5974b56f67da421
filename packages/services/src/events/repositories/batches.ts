import type { SqlValue, Tx } from '@gatehouse/store';

const MOST_AT_ONCE = 64;

/** Widths of two's powers, so that few distinct statements exist and each stays prepared. */
const widths = (count: number): readonly number[] => {
  const chosen: number[] = [];
  let left = count;
  while (left > 0) {
    const width = Math.min(MOST_AT_ONCE, 2 ** Math.floor(Math.log2(left)));
    chosen.push(width);
    left -= width;
  }
  return chosen;
};

/** Runs `statement` over the items in pieces; it gets as many placeholders as there are items in the piece. */
export const inBatches = async <Item>(
  items: readonly Item[],
  run: (some: readonly Item[], marks: string) => Promise<void>,
  mark = '?',
): Promise<void> => {
  let from = 0;
  for (const width of widths(items.length)) {
    await run(
      items.slice(from, from + width),
      Array.from({ length: width }, () => mark).join(', '),
    );
    from += width;
  }
};

/** `INSERT INTO table (columns) VALUES ...` for all rows, several in a statement. */
export const insertRows = async (
  tx: Tx,
  into: string,
  rows: readonly (readonly SqlValue[])[],
): Promise<void> => {
  const mark = `(${(rows[0] ?? []).map(() => '?').join(', ')})`;
  await inBatches(
    rows,
    async (some, marks) => {
      await tx.run(`INSERT INTO ${into} VALUES ${marks}`, some.flat());
    },
    mark,
  );
};
