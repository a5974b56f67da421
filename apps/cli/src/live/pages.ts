/** A page of IAM's lists. */
interface MarkedPage {
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

/** All items of a list of IAM. */
export const allMarked = async <Page extends MarkedPage, Item>(
  read: (Marker: string | undefined) => Promise<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<readonly Item[]> => {
  const found: Item[] = [];
  let marker: string | undefined;
  do {
    const page = await read(marker);
    found.push(...(items(page) ?? []));
    marker = page.IsTruncated === true ? page.Marker : undefined;
  } while (marker !== undefined);
  return found;
};

/** All items of a list of Organizations, whose pages may be empty before the last one. */
export const allNext = async <Page extends { readonly NextToken?: string | undefined }, Item>(
  read: (NextToken: string | undefined) => Promise<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<readonly Item[]> => {
  const found: Item[] = [];
  let token: string | undefined;
  do {
    const page = await read(token);
    found.push(...(items(page) ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  return found;
};
