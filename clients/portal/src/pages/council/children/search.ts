// What suits a child and has a place, for the officer who books it. The child's own details stand in no address.
import type { availability } from "@shortbreaks/client";
import { isShortBreaksError } from "@shortbreaks/client";

import type { Page } from "../../../table.ts";
import { idOf, type Visit } from "../../../visit.ts";
import { DAYS, type Filters, MILES, readFilters, searchFor } from "../../families/filters.ts";
import { filtersFor } from "../../families/find.ts";
import { childOf } from "./reads.ts";

const PAGE_SIZE = 20;
type Child = Awaited<ReturnType<typeof childOf>>;

/** What the officer chose; who the child is comes from its file. */
function filtersIn(visit: Visit, child: Child) {
  const { filters: given, errors } = readFilters(visit);
  const { days, from, full } = given;
  const anywhere = visit.query("miles")[0] === "any";
  const own = filtersFor(visit, child);
  const filters: Filters = { ...own, days, from, full, miles: given.miles, near: anywhere ? "" : own.near };
  return { filters, anywhere, errors: errors.filter(({ field }) => field === "from") };
}

function addressOf(id: string, { days, from, full, miles }: Filters, anywhere: boolean, page: string): string {
  const chosen = new URLSearchParams({ miles: anywhere ? "any" : String(miles) });
  if (from !== "") chosen.set("from", from);
  for (const day of days) chosen.append("day", day);
  if (full) chosen.set("full", "yes");
  chosen.set("page", page);
  return `/council/children/${id}/find?${chosen}`;
}

async function search(visit: Visit, child: Child, filters: Filters) {
  const wanted = searchFor(filters, visit.places, visit.now);
  const exactly = { supportRatio: child.supportRatio, dateOfBirth: child.dateOfBirth, needs: child.needs };
  let pageToken = visit.query("page")[0] ?? "";
  for (;;) {
    const page = await visit.me.availability.searchSessions({ ...wanted, ...exactly, pageSize: PAGE_SIZE, pageToken });
    pageToken = page.nextPageToken;
    if (page.offers.length > 0 || pageToken === "") return { offers: page.offers, next: pageToken };
  }
}

function byDay(visit: Visit, offers: availability.SessionOffer[]) {
  return [...Map.groupBy(offers, (offer) => visit.words.day(offer.session?.startTime))].map(([day, ofDay]) => ({ day, offers: ofDay }));
}

async function find(visit: Visit): Promise<void> {
  const child = await childOf(visit);
  const id = idOf(child.name);
  const { filters, anywhere, errors } = filtersIn(visit, child);
  const common = { child, id, filters, anywhere, choices: { miles: MILES, days: DAYS } };
  if (errors.length > 0) return visit.showAgain("council/children/search", errors, common);
  try {
    const { offers, next } = await search(visit, child, filters);
    const more = next && addressOf(id, filters, anywhere, next);
    visit.show("council/children/search", { ...common, found: byDay(visit, offers), count: offers.length, more, later: visit.query("page").length > 0 });
  } catch (error) {
    if (!isShortBreaksError(error, "PAGE_TOKEN_INVALID", "PAGE_TOKEN_EXPIRED")) throw error;
    visit.goTo(`/council/children/${id}/find`);
  }
}

export const searchPages: Page[] = [
  { method: "get", path: "/council/children/:id/find", roles: ["officer"], purpose: "booking", about: "children", show: find },
];
