// Lists come in pages.

interface Page {
  nextPageToken: string;
}

/**
 * Every page of a list, one after the other. A page may be empty though more follow; stop by leaving the loop.
 *
 *     for await (const page of pages((request) => me.availability.searchSessions(request), { pageSize: 50 })) …
 */
export async function* pages<Request extends { pageToken?: string }, Response extends Page>(
  call: (request: Request) => Promise<Response>,
  request: Request,
): AsyncGenerator<Response, void, undefined> {
  let pageToken = request.pageToken ?? "";
  do {
    const page: Response = await call({ ...request, pageToken });
    yield page;
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
}

/** The first `max` items of a list, from as many pages as they need. */
export async function firstOf<Request extends { pageToken?: string }, Response extends Page, Item>(
  max: number,
  call: (request: Request) => Promise<Response>,
  request: Request,
  itemsOf: (page: Response) => Item[],
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages(call, request)) {
    items.push(...itemsOf(page));
    if (items.length >= max) break;
  }
  return items.slice(0, max);
}
