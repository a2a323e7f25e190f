// What a child waits for.
import { bookings, pages } from "@shortbreaks/client";

import type { Visit } from "../visit.ts";

const { WAITING, OFFERED } = bookings.WaitingListEntryState;

/** The entries on waiting lists that are not over, oldest first: whatever is over stays in the list that the services give, before the newest. */
export async function openEntriesOf({ me }: Visit, child: string): Promise<bookings.WaitingListEntry[]> {
  const open: bookings.WaitingListEntry[] = [];
  const ask = (request: { pageToken?: string }) => me.waiting.listWaitingListEntries({ ...request, child, pageSize: 200 });
  for await (const page of pages(ask, {})) open.push(...page.entries.filter(({ state }) => state === WAITING || state === OFFERED));
  return open;
}
