// A week's sessions.
import { addDays, mondayOf, readDay } from "../../days.ts";
import type { Page } from "../../table.ts";
import type { Visit } from "../../visit.ts";
import { londonDay } from "../../words.ts";
import { providerHome } from "./home.ts";
import { sessionsBetween } from "./reads.ts";

async function week(visit: Visit): Promise<void> {
  const today = londonDay(visit.now);
  const first = mondayOf(readDay(visit.query("week")[0] ?? "") ?? today);
  const last = addDays(first, 6);
  const rows = await sessionsBetween(visit, first, last);
  const address = (day: string) => `/provider/sessions?week=${day}`;
  visit.show("provider/sessions", {
    rows,
    first,
    last,
    earlier: address(addDays(first, -7)),
    later: address(addDays(first, 7)),
    thisWeek: first === mondayOf(today) ? undefined : "/provider/sessions",
  });
}

export const sessionListPages: Page[] = [
  { method: "get", path: "/provider", roles: ["provider"], show: providerHome },
  { method: "get", path: "/provider/sessions", roles: ["provider"], show: week },
];
