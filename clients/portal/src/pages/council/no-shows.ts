// Children who often did not come. Nothing is done by itself: an officer excuses, gives places up, or has spoken with the family.
import { bookings, firstOf } from "@shortbreaks/client";

import type { Page } from "../../table.ts";
import type { FieldError } from "../../views.ts";
import { idOf, NotFound, referenceOf, UUID, type Visit } from "../../visit.ts";
import { offersOf } from "../families/reads.ts";
import { pageOf } from "./lists.ts";
import { againOrSeenTo, mistakeIn, objections } from "./refused.ts";
import { whoOf } from "./shown.ts";

const Action = bookings.NoShowAction;
const ACTIONS = { excuse: Action.EXCUSE, release: Action.RELEASE, warn: Action.WARN } as const;
type ActionWord = keyof typeof ACTIONS;
const WORDS = Object.keys(ACTIONS) as ActionWord[];
const REASON_MAX = 500;
const CHILDREN_MAX = 1_000;

async function list(visit: Visit): Promise<void> {
  const page = await pageOf(visit, "/council/no-shows", (pageToken) => visit.me.registers.listRepeatedNoShows({ pageSize: 50, pageToken }));
  if (page) visit.show("council/no-shows", { ...page, rows: page.answer.children.map((one) => ({ one, id: idOf(one.child), reference: referenceOf(one.child) })) });
}

/** Out of the list, since there is no other way to ask for one. */
async function read(visit: Visit) {
  const name = visit.nameOf("children");
  const ask = (request: { pageToken?: string }) => visit.me.registers.listRepeatedNoShows({ ...request, pageSize: 100 });
  const found = (await firstOf(CHILDREN_MAX, ask, {}, (page) => page.children)).find(({ child }) => child === name);
  if (!found) throw new NotFound();
  const sessions = [...found.noShows, ...found.coming].map(({ session }) => session);
  const [{ child }, offers] = await Promise.all([visit.me.eligibility.getChild({ name }), offersOf(visit, sessions)]);
  const shown = (booking: bookings.Booking) => ({ booking, id: idOf(booking.name), title: offers.get(booking.session)?.activity?.title ?? "" });
  const last = found.lastResolution;
  return {
    child,
    id: idOf(name),
    found,
    absences: found.noShows.map(shown),
    coming: found.coming.map(shown),
    last: last && { ...last, word: WORDS.find((word) => ACTIONS[word] === last.action) ?? "warn", who: whoOf(visit, last.actor) },
  };
}

async function show(visit: Visit): Promise<void> {
  visit.show("council/no-show", { ...(await read(visit)), given: {} });
}

/** Which bookings the action is about, and what is wrong with the choice. */
function chosenFor(visit: Visit, action: ActionWord): { names: string[]; errors: FieldError[] } {
  const ids = action === "warn" ? [] : visit.fields(action === "excuse" ? "absence" : "place").filter((id) => UUID.test(id));
  const missing = action === "excuse" ? ids.length !== 1 : action === "release" && ids.length === 0;
  const field = action === "excuse" ? "absence" : "place";
  return { names: ids.map((id) => `bookings/${id}`), errors: missing ? [{ field, text: visit.t(`council-no-shows.missing.${field}`) }] : [] };
}

async function resolve(visit: Visit): Promise<void> {
  const action = WORDS.find((word) => word === visit.field("do"));
  const given = { do: action ?? "", reason: visit.field("reason"), absence: visit.field("absence"), places: visit.fields("place") };
  const again = async (errors: FieldError[]) => visit.showAgain("council/no-show", errors, { ...(await read(visit)), given });
  if (!action) return again([{ field: "do", text: visit.t("council-no-shows.missing.do") }]);
  const { names, errors } = chosenFor(visit, action);
  errors.push(...mistakeIn(visit, "reason", REASON_MAX));
  if (errors.length > 0) return again(errors);
  try {
    const asked = { requestId: visit.requestId, child: visit.nameOf("children"), reason: given.reason };
    const { results } = await visit.me.registers.resolveNoShows({ ...asked, action: ACTIONS[action], bookings: names });
    const left = results.filter(({ errorReason }) => errorReason !== "").length;
    visit.goTo(left === 0 ? "/council/no-shows" : `/council/no-shows/${visit.request.params["id"]}?left=${left}`);
  } catch (error) {
    await againOrSeenTo(visit, { list: "/council/no-shows", written: given.reason }, error, () => again(objections(visit, error, { reason: "reason", bookings: "do" })));
  }
}

async function showLeft(visit: Visit): Promise<void> {
  const left = Number(visit.query("left")[0] ?? "0");
  if (!Number.isInteger(left) || left < 1 || left > 200) return show(visit);
  visit.show("council/no-show", { ...(await read(visit)), given: {}, left });
}

const row = { roles: ["officer"], purpose: "booking", about: "children" } as const;

export const noShowPages: Page[] = [
  { method: "get", path: "/council/no-shows", ...row, show: list },
  { method: "get", path: "/council/no-shows/:id", ...row, show: showLeft },
  { method: "post", path: "/council/no-shows/:id", ...row, show: resolve },
];
