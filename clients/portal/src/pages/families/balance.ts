import { bookings } from "@shortbreaks/client";

import { childrenOf, offersOf } from "./reads.ts";
import type { Page } from "../../table.ts";
import { idOf, type Visit } from "../../visit.ts";

async function balance(visit: Visit): Promise<void> {
  const children = await childrenOf(visit);
  const accounts = await Promise.all(
    children.map(async (child) => {
      const { balances } = await visit.me.bookings.getBalance({ child: child.name });
      return { child, balances: balances.map((one) => ({ ...one, id: idOf(one.allocation) })) };
    }),
  );
  visit.show("families/balance", { accounts });
}

async function statement(visit: Visit): Promise<void> {
  const allocation = visit.nameOf("allocations");
  const pageToken = visit.query("page")[0] ?? "";
  const [{ allocation: account }, page] = await Promise.all([
    visit.me.eligibility.getAllocation({ name: allocation }),
    visit.me.bookings.listLedgerEntries({ allocation, pageSize: 50, pageToken }),
  ]);
  const next = page.nextPageToken && `/allocations/${idOf(allocation)}/statement?page=${encodeURIComponent(page.nextPageToken)}`;
  visit.show("families/statement", { account, lines: await linesOf(visit, page.entries), next, later: pageToken !== "" });
}

/** Each with the break that it is for. */
export async function linesOf(visit: Visit, entries: bookings.LedgerEntry[]) {
  const names = [...new Set(entries.map((entry) => entry.booking).filter((name) => name !== ""))];
  const found = await Promise.all(names.map((name) => visit.me.bookings.getBooking({ name })));
  const sessions = new Map(found.map(({ booking }) => [booking?.name ?? "", booking?.session ?? ""]));
  const offers = await offersOf(visit, [...sessions.values()]);
  return entries.map((entry) => ({ ...entry, word: bookings.LedgerEntryKind[entry.kind], offer: offers.get(sessions.get(entry.booking) ?? "") }));
}

export const balancePages: Page[] = [
  { method: "get", path: "/balance", roles: ["carer"], show: balance },
  { method: "get", path: "/allocations/:id/statement", roles: ["carer"], show: statement },
];
