/** A page of KMS's and IAM's lists. */
interface MarkedPage {
  readonly NextMarker?: string | undefined;
  readonly Marker?: string | undefined;
  readonly Truncated?: boolean | undefined;
  readonly IsTruncated?: boolean | undefined;
}

const nextOf = (page: MarkedPage): string | undefined => {
  if (page.Truncated === true) return page.NextMarker;
  return page.IsTruncated === true ? page.Marker : undefined;
};

/** All items of a list, page by page. */
export async function* marked<Page extends MarkedPage, Item>(
  read: (marker: { readonly Marker?: string }) => Promise<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): AsyncIterable<Item> {
  let marker: string | undefined;
  do {
    const page = await read(marker === undefined ? {} : { Marker: marker });
    yield* items(page) ?? [];
    marker = nextOf(page);
  } while (marker !== undefined);
}

/** All items of a list of Organizations, whose pages may be empty before the last one. */
export const allNext = async <Page extends { readonly NextToken?: string | undefined }, Item>(
  read: (token: { readonly NextToken?: string }) => Promise<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<readonly Item[]> => {
  const found: Item[] = [];
  let token: string | undefined;
  do {
    const page = await read(token === undefined ? {} : { NextToken: token });
    found.push(...(items(page) ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  return found;
};

export const allOf = async <Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> => {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
};
