// Entries on waiting lists come oldest first, and those that are over stay among them.
import { bookings } from "@shortbreaks/client";
import { expect, test } from "vitest";

import { childPages } from "../src/pages/council/children/child.ts";
import { waitingPages } from "../src/pages/families/waiting.ts";
import { instantOf } from "../src/words.ts";
import { uuid, visit } from "./visits.ts";

const State = bookings.WaitingListEntryState;
const child = { name: `children/${uuid(1)}`, displayName: "Robin", needs: [], assessmentRoute: 1, dateOfBirth: { year: 2016, month: 5, day: 14 } };
const soon = instantOf(new Date(Date.now() + 86_400_000));
// More that are over than stand on the pages of a list that anybody would look through.
const OVER = Array.from({ length: 120 }, (_, index) => ({ name: `waitingListEntries/${uuid(index)}`, state: State.LAPSED }));
const entries = [
  ...OVER,
  { name: `waitingListEntries/${uuid(901)}`, state: State.WAITING },
  { name: `waitingListEntries/${uuid(902)}`, state: State.OFFERED, booking: `bookings/${uuid(7)}`, offerExpireTime: soon },
].map((entry) => ({ session: `sessions/${uuid(3)}`, ...entry }));
const offer = { session: { name: `sessions/${uuid(3)}`, startTime: soon, endTime: soon }, activity: { title: "Club" } };

const me = {
  eligibility: { listChildren: async () => ({ children: [child], nextPageToken: "" }), getChild: async () => ({ child }), listEvidence: async () => ({ evidence: [], nextPageToken: "" }) },
  waiting: {
    listWaitingListEntries: async ({ pageToken }: { pageToken?: string }) => {
      const from = Number(pageToken || 0);
      return { entries: entries.slice(from, from + 50), nextPageToken: from + 50 < entries.length ? String(from + 50) : "" };
    },
    getWaitingListEntry: async ({ name }: { name: string }) => ({ entry: entries.find((one) => one.name === name), position: { explanation: "You are first." } }),
  },
  bookings: {
    getBooking: async () => ({ booking: { name: `bookings/${uuid(7)}`, session: offer.session.name } }),
    listBookings: async () => ({ bookings: [], nextPageToken: "" }),
    getBalance: async () => ({ balances: [] }),
  },
  availability: { getSession: async () => ({ offer }) },
};

test("a family sees an offer that is newer than a hundred entries that are over", async () => {
  const { html, text } = await visit(waitingPages, "get", "/waiting", { me });
  expect(text).toContain("You are on 2 waiting lists.");
  expect(text).toContain("A place is free for you.");
  expect(html).toContain(`action="/waiting/${uuid(902)}/accept"`);
  expect(html).toContain(`action="/waiting/${uuid(901)}/leave"`);
});

test("so does an officer", async () => {
  const { html, text } = await visit(childPages, "get", "/council/children/:id", { me, role: "officer", id: uuid(1) });
  expect(text).toContain("On 2 waiting lists");
  expect(text).toContain("A place is offered.");
  for (const last of [901, 902]) expect(html).toContain(`href="/council/waiting/${uuid(last)}"`);
});
