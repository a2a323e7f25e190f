// Bookings that would be decided otherwise today. Nothing happens to them by itself: an officer looks, and says what follows.
import { type eligibility, firstOf } from "@shortbreaks/client";

import type { Page } from "../../table.ts";
import type { FieldError } from "../../views.ts";
import { idOf, NotFound, referenceOf, type Visit } from "../../visit.ts";
import { offersOf } from "../families/reads.ts";
import { pageOf } from "./lists.ts";
import { againOrSeenTo, asSeen, mistakeIn, objections } from "./refused.ts";

const REASON_MAX = 500;
const FLAGS_MAX = 2_000;

/** The services' reasons, a line each. */
const reasonsOf = ({ explanation }: eligibility.BookingFlag) => explanation.split("\n").filter((line) => line !== "");

async function list(visit: Visit): Promise<void> {
  const page = await pageOf(visit, "/council/flags", (pageToken) => visit.me.rechecks.listBookingFlags({ pageSize: 50, pageToken }));
  if (!page) return;
  const { flags } = page.answer;
  const offers = await offersOf(visit, flags.map(({ session }) => session));
  const titleOf = ({ session }: eligibility.BookingFlag) => offers.get(session)?.activity?.title ?? "";
  const rows = flags.map((flag) => ({ flag, id: idOf(flag.booking), reference: referenceOf(flag.booking), title: titleOf(flag), reasons: reasonsOf(flag) }));
  visit.show("council/flags", { ...page, rows });
}

/** Out of the list, since there is no other way to ask for one. */
async function flagOf(visit: Visit): Promise<eligibility.BookingFlag | undefined> {
  const booking = visit.nameOf("bookings");
  const ask = (request: { pageToken?: string }) => visit.me.rechecks.listBookingFlags({ ...request, pageSize: 200 });
  return (await firstOf(FLAGS_MAX, ask, {}, (page) => page.flags)).find((flag) => flag.booking === booking);
}

async function read(visit: Visit) {
  const flag = await flagOf(visit);
  if (!flag) throw new NotFound();
  const [{ child }, { offer }] = await Promise.all([visit.me.eligibility.getChild({ name: flag.child }), visit.me.availability.getSession({ name: flag.session })]);
  return { flag, child, offer, id: idOf(flag.booking), reference: referenceOf(flag.booking), reasons: reasonsOf(flag) };
}

async function show(visit: Visit): Promise<void> {
  visit.show("council/flag", { ...(await read(visit)), given: {} });
}

async function resolve(visit: Visit): Promise<void> {
  const given = { reason: visit.field("reason") };
  const again = async (errors: FieldError[]) => {
    const found = await read(visit);
    visit.showAgain("council/flag", errors, { ...found, flag: asSeen(visit, found.flag, errors), given });
  };
  const errors = mistakeIn(visit, "reason", REASON_MAX);
  if (errors.length > 0) return again(errors);
  try {
    await visit.me.rechecks.resolveBookingFlag({ requestId: visit.requestId, booking: visit.nameOf("bookings"), etag: visit.field("etag"), reason: given.reason });
  } catch (error) {
    return againOrSeenTo(visit, { list: "/council/flags", written: given.reason }, error, () => again(objections(visit, error, { reason: "reason" })));
  }
  visit.goTo("/council/flags");
}

const row = { roles: ["officer"], purpose: "booking", about: "bookings" } as const;

export const flagPages: Page[] = [
  { method: "get", path: "/council/flags", ...row, show: list },
  { method: "get", path: "/council/flags/:id", ...row, show },
  { method: "post", path: "/council/flags/:id", ...row, show: resolve },
];
