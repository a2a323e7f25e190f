// Who saw or changed a child's file: when, why and what. Looking at it is itself an access, and is listed next time.
import { eligibility } from "@shortbreaks/client";

import type { Page } from "../../../table.ts";
import { idOf, type Visit } from "../../../visit.ts";
import { childOf } from "./reads.ts";
import { whoDid } from "../shown.ts";

const PAGE_SIZE = 50;
// Collections of records, as their names begin.
const RECORDS = ["children", "carers", "bookings", "allocations", "applications", "evidence", "decisions", "waitingListEntries", "sessions"];

function recordOf({ t }: Visit, subject: string): string {
  const collection = subject.split("/")[0] ?? "";
  return RECORDS.includes(collection) ? t(`council-accesses.records.${collection}`) : t("council-accesses.records.other");
}

async function accesses(visit: Visit): Promise<void> {
  const name = visit.nameOf("children");
  const pageToken = visit.query("page")[0] ?? "";
  const [child, page] = await Promise.all([childOf(visit, name), visit.me.audit.listAccesses({ child: name, pageSize: PAGE_SIZE, pageToken })]);
  const rows = page.accesses.map((access) => ({
    ...access,
    who: whoDid(visit, access.actor),
    purposeWord: eligibility.AccessPurpose[access.purpose],
    kindWord: eligibility.AccessKind[access.kind],
    record: recordOf(visit, access.subject),
    app: access.actingApp || access.partner,
  }));
  const next = page.nextPageToken && `/council/children/${idOf(name)}/accesses?page=${encodeURIComponent(page.nextPageToken)}`;
  visit.show("council/children/accesses", { child, id: idOf(name), rows, next, later: pageToken !== "" });
}

export const accessPages: Page[] = [
  { method: "get", path: "/council/children/:id/accesses", roles: ["officer"], purpose: "information-request", about: "children", show: accesses },
];
