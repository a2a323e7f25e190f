import { bookings } from "@shortbreaks/client";

import { childrenOf, offersOf } from "./reads.ts";
import type { Page } from "../../table.ts";
import { idOf, type Visit } from "../../visit.ts";
import { openEntriesOf } from "../waits.ts";
import { chosenChild, readSession } from "./session.ts";

const { OFFERED } = bookings.WaitingListEntryState;

async function join(visit: Visit): Promise<void> {
  const session = visit.nameOf("sessions");
  const child = chosenChild(visit, await childrenOf(visit));
  if (!child) {
    const again = { ...(await readSession(visit, session)), id: visit.request.params["id"] };
    return visit.showAgain("families/session", [{ field: "child", text: visit.t("session.child_missing") }], again);
  }
  await visit.me.waiting.joinWaitingList({ requestId: visit.requestId, child: child.name, session });
  visit.goTo("/waiting");
}

async function entriesOf(visit: Visit) {
  const children = await childrenOf(visit);
  const found = await Promise.all(
    children.map(async (child) => {
      const open = await openEntriesOf(visit, child.name);
      return Promise.all(open.map(async ({ name }) => ({ child, ...(await visit.me.waiting.getWaitingListEntry({ name })) })));
    }),
  );
  return found.flat();
}

async function list(visit: Visit): Promise<void> {
  const entries = await entriesOf(visit);
  const bookingNames = entries.map(({ entry }) => entry).filter((entry) => entry?.state === OFFERED).map((entry) => entry?.booking ?? "");
  const offered = await Promise.all(bookingNames.map((name) => visit.me.bookings.getBooking({ name })));
  const sessionOf = new Map(offered.map(({ booking }) => [booking?.name ?? "", booking?.session ?? ""]));
  const where = entries.map((one) => sessionOf.get(one.entry?.booking ?? "") ?? (one.entry?.session || one.position?.session) ?? "");
  const offers = await offersOf(visit, where.filter((name) => name !== ""));
  const rows = entries.map((one, index) => ({ ...one, id: idOf(one.entry?.name ?? ""), offer: offers.get(where[index] ?? ""), offered: one.entry?.state === OFFERED }));
  visit.show("families/waiting", { rows });
}

const request = (visit: Visit) => ({ requestId: visit.requestId, name: visit.nameOf("waitingListEntries") });

async function leave(visit: Visit): Promise<void> {
  await visit.me.waiting.leaveWaitingList(request(visit));
  visit.goTo("/waiting");
}

async function accept(visit: Visit): Promise<void> {
  const { booking } = await visit.me.waiting.acceptOffer(request(visit));
  visit.goTo(`/bookings/${idOf(booking?.name ?? "")}?done=booked`);
}

async function decline(visit: Visit): Promise<void> {
  await visit.me.waiting.declineOffer(request(visit));
  visit.goTo("/waiting");
}

export const waitingPages: Page[] = [
  { method: "get", path: "/waiting", roles: ["carer"], show: list },
  { method: "post", path: "/sessions/:id/wait", roles: ["carer"], show: join },
  { method: "post", path: "/waiting/:id/leave", roles: ["carer"], show: leave },
  { method: "post", path: "/waiting/:id/accept", roles: ["carer"], show: accept },
  { method: "post", path: "/waiting/:id/decline", roles: ["carer"], show: decline },
];
