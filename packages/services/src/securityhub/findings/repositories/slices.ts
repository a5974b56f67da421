/** Statements have one text for each length, so lengths are few and the database prepares each once. */
const MOST_AT_ONCE = 100;

export const inSlices = <Item>(items: readonly Item[]): readonly (readonly Item[])[] => {
  const slices: (readonly Item[])[] = [];
  for (let at = 0; at < items.length; at += MOST_AT_ONCE)
    slices.push(items.slice(at, at + MOST_AT_ONCE));
  return slices;
};

/** `?,?,?` */
export const marks = (count: number): string => `${'?,'.repeat(count - 1)}?`;

/** `(?,?),(?,?)` */
export const valueLists = (columns: number, rows: number): string => {
  const list = `(${marks(columns)})`;
  return `${`${list},`.repeat(rows - 1)}${list}`;
};
