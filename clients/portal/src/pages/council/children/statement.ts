// An allowance line by line: what, when, by whom and why.
import { bookings } from "@shortbreaks/client";

import type { Page } from "../../../table.ts";
import { idOf, type Visit } from "../../../visit.ts";
import { linesOf } from "../../families/balance.ts";
import { childOf } from "./reads.ts";
import { whoDid } from "../shown.ts";

async function statement(visit: Visit): Promise<void> {
  const name = visit.nameOf("allocations");
  const pageToken = visit.query("page")[0] ?? "";
  const [{ allocation }, page] = await Promise.all([
    visit.me.eligibility.getAllocation({ name }),
    visit.me.bookings.listLedgerEntries({ allocation: name, pageSize: 50, pageToken }),
  ]);
  if (!allocation) throw new Error("no allocation in the answer");
  const lines = (await linesOf(visit, page.entries)).map((line) => ({ ...line, who: whoDid(visit, line.actor) }));
  const [child, { balances }] = await Promise.all([childOf(visit, allocation.child), visit.me.bookings.getBalance({ child: allocation.child })]);
  const next = page.nextPageToken && `/council/allocations/${idOf(name)}?page=${encodeURIComponent(page.nextPageToken)}`;
  const balance = balances.find((one) => one.allocation === name);
  visit.show("council/children/statement", { allocation, balance, child, childId: idOf(child.name), lines, next, Kind: bookings.LedgerEntryKind });
}

export const statementPages: Page[] = [
  { method: "get", path: "/council/allocations/:id", roles: ["officer"], about: "allocations", show: statement },
];
