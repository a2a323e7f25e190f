import type { availability} from "@shortbreaks/client";
import { isShortBreaksError, type } from "@shortbreaks/client";

import { childrenOf } from "./reads.ts";
import type { Page } from "../../table.ts";
import type { Visit } from "../../visit.ts";
import { londonDay } from "../../words.ts";
import { addressOf, COSTS, DAYS, type Filters, MILES, NEEDS, RATIOS, readFilters, searchFor } from "./filters.ts";

const PAGE_SIZE = 20;

interface Found {
  offers: availability.SessionOffer[];
  next: string;
}

/** A page with something on it: the service may answer with empty ones, though more follow. */
async function search(visit: Visit, filters: Filters, pageToken: string): Promise<Found> {
  const request = searchFor(filters, visit.places, visit.now);
  let next = pageToken;
  for (;;) {
    const page = await visit.me.availability.searchSessions({ ...request, pageSize: PAGE_SIZE, pageToken: next });
    next = page.nextPageToken;
    if (page.offers.length > 0 || next === "") return { offers: page.offers, next };
  }
}

/** Under the day on which they are. */
function byDay(visit: Visit, offers: availability.SessionOffer[]) {
  const days = new Map<string, availability.SessionOffer[]>();
  for (const offer of offers) {
    const day = visit.words.day(offer.session?.startTime);
    days.set(day, [...(days.get(day) ?? []), offer]);
  }
  return [...days].map(([day, ofDay]) => ({ day, offers: ofDay }));
}

/** For each child an address that looks for what suits it, without saying who it is. */
async function shortcuts(visit: Visit) {
  const children = await childrenOf(visit);
  const known = children.filter((child) => child.dateOfBirth && child.supportRatio);
  return known.map((child) => ({ name: child.displayName, address: addressOf(filtersFor(visit, child)) }));
}

export function filtersFor(visit: Visit, child: Awaited<ReturnType<typeof childrenOf>>[number]): Filters {
  const ratio = `${child.supportRatio?.staff}:${child.supportRatio?.children}`;
  return {
    near: visit.places.some((place) => place.name === child.postcodeDistrict) ? child.postcodeDistrict : "",
    miles: 5,
    from: "",
    days: [],
    age: String(ageOn(child.dateOfBirth, londonDay(visit.now))),
    support: RATIOS.includes(ratio) ? ratio : "",
    needs: child.needs,
    cost: "",
    full: false,
  };
}

export function ageOn(birth: { year: number; month: number; day: number } | undefined, today: string): number {
  const [year = 0, month = 0, day = 0] = today.split("-").map(Number);
  if (!birth) return 0;
  return year - birth.year - (month < birth.month || (month === birth.month && day < birth.day) ? 1 : 0);
}

const choices = { miles: MILES, ratios: RATIOS, days: DAYS, costs: COSTS, needs: NEEDS };

async function find(visit: Visit): Promise<void> {
  const { filters, errors } = readFilters(visit);
  const children = await shortcuts(visit);
  const common = { filters, children, places: visit.places, choices, Need: type.Need };
  if (errors.length > 0) return visit.showAgain("families/find", errors, common);
  try {
    const { offers, next } = await search(visit, filters, visit.query("page")[0] ?? "");
    const more = next && `${addressOf(filters)}&page=${encodeURIComponent(next)}`;
    visit.show("families/find", { ...common, errors: undefined, found: byDay(visit, offers), count: offers.length, more, later: visit.query("page").length > 0 });
  } catch (error) {
    // Whoever was sent an address with somebody else's page, or an old one, begins with the first.
    if (!isShortBreaksError(error, "PAGE_TOKEN_INVALID", "PAGE_TOKEN_EXPIRED")) throw error;
    visit.goTo(addressOf(filters));
  }
}

export const findPages: Page[] = [{ method: "get", path: "/find", roles: ["carer"], show: find }];
