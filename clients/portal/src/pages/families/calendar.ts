// A private address under which the family's own calendar program reads what is booked.
import { isShortBreaksError } from "@shortbreaks/client";

import type { Page } from "../../table.ts";
import type { FieldError } from "../../views.ts";
import { idOf, type Visit } from "../../visit.ts";
import { childrenOf } from "./reads.ts";

const NAME_MAX = 100;

async function read(visit: Visit) {
  const [{ feeds }, children] = await Promise.all([visit.me.calendars.listFeeds({}), childrenOf(visit)]);
  const names = new Map(children.map((child) => [child.name, child.displayName]));
  const rows = feeds.map((feed) => ({ feed, id: idOf(feed.name), children: feed.children.flatMap((name) => names.get(name) ?? []) }));
  return { rows, children };
}

async function list(visit: Visit): Promise<void> {
  visit.show("families/calendar", { ...(await read(visit)), chosen: { children: [] } });
}

function chosenIn(visit: Visit) {
  return { name: visit.field("name"), titles: visit.field("titles") === "yes", children: visit.fields("child") };
}

function mistakesIn(visit: Visit, { name }: { name: string }): FieldError[] {
  if (name === "") return [{ field: "name", text: visit.t("calendar.name_missing") }];
  return name.length > NAME_MAX ? [{ field: "name", text: visit.t("calendar.name_long", { max: NAME_MAX }) }] : [];
}

/**
 * The address stands in this answer and nowhere else: not in a session, and not in a page that could be loaded again. Sent
 * twice it is the same calendar under a new address.
 */
async function make(visit: Visit): Promise<void> {
  const chosen = chosenIn(visit);
  const again = async (errors: FieldError[]) => visit.showAgain("families/calendar", errors, { ...(await read(visit)), chosen });
  const errors = mistakesIn(visit, chosen);
  if (errors.length > 0) return again(errors);
  const ours = (await childrenOf(visit)).filter((child) => chosen.children.includes(idOf(child.name))).map((child) => child.name);
  try {
    const wanted = { displayName: chosen.name, children: ours, showTitles: chosen.titles };
    const { address, feed } = await visit.me.calendars.createFeed({ requestId: visit.requestId, ...wanted });
    visit.show("families/calendar-made", { address, feed, opens: address.replace(/^https?:/, "webcal:") });
  } catch (error) {
    if (!isShortBreaksError(error, "INVALID_REQUEST", "STATE_FORBIDS")) throw error;
    await again([{ field: "name", text: error.sentence }]);
  }
}

async function end(visit: Visit): Promise<void> {
  try {
    await visit.me.calendars.revokeFeed({ requestId: visit.requestId, name: visit.nameOf("calendarFeeds") });
  } catch (error) {
    // It was ended elsewhere: the list says so.
    if (!isShortBreaksError(error, "STATE_FORBIDS")) throw error;
  }
  visit.goTo("/calendar");
}

export const calendarPages: Page[] = [
  { method: "get", path: "/calendar", roles: ["carer"], show: list },
  { method: "post", path: "/calendar", roles: ["carer"], show: make },
  { method: "post", path: "/calendar/:id/end", roles: ["carer"], show: end },
];
