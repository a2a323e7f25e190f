// A register is often kept late: what is next, to come and over is told by the clock.
import { bookings } from "@shortbreaks/client";
import { describe, expect, test } from "vitest";

import { bookingPages } from "../src/pages/families/bookings.ts";
import { familyHome } from "../src/pages/families/home.ts";
import { bookingPages as councilBookingPages } from "../src/pages/council/children/booking.ts";
import { childPages } from "../src/pages/council/children/child.ts";
import { instantOf } from "../src/words.ts";
import { answerOf, uuid, visit } from "./visits.ts";

const State = bookings.BookingState;
const PAGE = 2;
const CHILD = { name: `children/${uuid(1)}`, displayName: "Robin", needs: [], assessmentRoute: 1, dateOfBirth: { year: 2016, month: 5, day: 14 } };
const inHours = (hours: number) => instantOf(new Date(Date.now() + hours * 3_600_000));

interface Booked {
  title: string;
  state: bookings.BookingState;
  starts: number;
}

/** Services with these bookings of one child, two a page, and filtered by state as the services do. */
function servicesWith(booked: Booked[]) {
  const all = booked.map(({ title, state, starts }, index) => ({ title, name: `bookings/${uuid(index)}`, session: `sessions/${uuid(index)}`, child: CHILD.name, state, startTime: inHours(starts), endTime: inHours(starts + 2), holdExpireTime: inHours(1), createTime: inHours(-900), waivedBy: "" }));
  const listBookings = async ({ states, pageToken }: { states: number[]; pageToken?: string }) => {
    const from = Number(pageToken || 0);
    const found = all.filter(({ state }) => states.length === 0 || states.includes(state));
    return { bookings: found.slice(from, from + PAGE), nextPageToken: from + PAGE < found.length ? String(from + PAGE) : "" };
  };
  const offerOf = (name: string) => ({ activity: { title: all.find(({ session }) => session === name)?.title, venue: {} }, session: { name } });
  return {
    eligibility: { listChildren: async () => ({ children: [CHILD], nextPageToken: "" }), getChild: async () => ({ child: CHILD }), listAllocations: async () => ({ allocations: [], nextPageToken: "" }), listEvidence: async () => ({ evidence: [], nextPageToken: "" }) },
    bookings: { listBookings, getBooking: async ({ name }: { name: string }) => ({ booking: all.find((one) => one.name === name) }), getBalance: async () => ({ balances: [] }) },
    waiting: { listWaitingListEntries: async () => ({ entries: [], nextPageToken: "" }) },
    availability: { getSession: async ({ name }: { name: string }) => ({ offer: offerOf(name) }) },
  };
}

const UNMARKED = [1, 2, 3, 4].map((weeks) => ({ title: `Unmarked ${weeks}`, state: State.CONFIRMED, starts: -168 * (5 - weeks) }));
const me = servicesWith([
  ...UNMARKED,
  { title: "Marked", state: State.ATTENDED, starts: -24 },
  { title: "Unanswered", state: State.REQUESTED, starts: -20 },
  { title: "Under way", state: State.CONFIRMED, starts: -1 },
  { title: "Tomorrow", state: State.CONFIRMED, starts: 24 },
  { title: "Cancelled", state: State.CANCELLED_IN_TIME, starts: 30 },
  { title: "Asked for", state: State.REQUESTED, starts: 48 },
]);

const titlesIn = (html: string) => [...html.matchAll(/<h\d class="govuk-heading-s"><a[^>]*>([^<]*)</g)].map(([, title]) => title);
const COMING = ["Under way", "Tomorrow", "Asked for"];
const OVER = ["Cancelled", "Unanswered", "Marked", "Unmarked 4", "Unmarked 3", "Unmarked 2", "Unmarked 1"];

describe("for a family", () => {
  test("what is booked next is to come, however many registers are not kept", async () => {
    const { html, text } = await answerOf(familyHome, { me });
    expect(titlesIn(html)).toEqual(COMING);
    expect(text).not.toContain("Unmarked");
  });

  test("where nothing is to come, nothing is booked next", async () => {
    const { text } = await answerOf(familyHome, { me: servicesWith(UNMARKED) });
    expect(text).toContain("Nothing is booked yet.");
  });

  test("bookings to come are those that are not over", async () => {
    const { html, text } = await visit(bookingPages, "get", "/bookings", { me });
    expect(titlesIn(html)).toEqual(COMING);
    expect(text).toContain("There are 3 bookings.");
  });

  test("past ones hold what no register says yet, and say so", async () => {
    const { html, text } = await visit(bookingPages, "get", "/bookings", { me, query: { show: "past" } });
    expect(titlesIn(html)).toEqual(OVER);
    expect(text.match(/Robin\. This break is over\. The provider has not yet said whether your child came/g)).toHaveLength(4);
    expect(text).toContain("Robin. This break is over. The provider has not said whether it could meet your child's needs");
    expect(text).toContain("Robin. Your child came");
  });

  test("the page of one that is over says so, and offers nothing more", async () => {
    const confirmed = await visit(bookingPages, "get", "/bookings/:id", { me, id: uuid(0), query: { done: "booked" } });
    expect(confirmed.text).toContain("This break is over. The provider has not yet said whether your child came");
    const requested = await visit(bookingPages, "get", "/bookings/:id", { me, id: uuid(5) });
    expect(requested.text).toContain("The provider has not said whether it could meet");
    expect(requested.text).not.toContain("should answer by");
    const tomorrow = await visit(bookingPages, "get", "/bookings/:id", { me, id: uuid(7) });
    expect(tomorrow.text).toContain("Booked");
  });
});

describe("for the council", () => {
  const officer = { me, role: "officer", id: uuid(1) } as const;

  test("a child's file counts what is to come", async () => {
    const { html, text } = await visit(childPages, "get", "/council/children/:id", officer);
    expect(titlesIn(html)).toEqual(COMING);
    expect(text).toContain("3 bookings to come");
  });

  test("past ones hold what no register says yet, and say so", async () => {
    const { html, text } = await visit(councilBookingPages, "get", "/council/children/:id/bookings", officer);
    expect(titlesIn(html)).toEqual(OVER);
    expect(text.match(/Over\. The register is not kept yet/g)).toHaveLength(4);
    expect(text).toContain("Over. The provider has not said whether it could meet the child's needs");
  });

  test("one booking says so too", async () => {
    const { text } = await visit(councilBookingPages, "get", "/council/bookings/:id", { ...officer, id: uuid(0) });
    expect(text).toContain("Over. The register is not kept yet");
  });
});

describe("more than a hundred", () => {
  const many = Array.from({ length: 230 }, (_, index) => ({ title: `Break ${index + 1}`, state: State.ATTENDED, starts: -24 * (230 - index) - 24 }));
  const long = servicesWith(many);
  const breaks = (first: number, last: number) => Array.from({ length: first - last + 1 }, (_, index) => `Break ${first - index}`);

  test("a family sees the newest first, and the way to those before them", async () => {
    const ask = (query: Record<string, string>) => visit(bookingPages, "get", "/bookings", { me: long, query: { show: "past", ...query } });
    const first = await ask({});
    expect(titlesIn(first.html)).toEqual(breaks(230, 131));
    expect(first.text).toContain("There are 230 bookings. Here are 1 to 100, the newest first.");
    expect(first.html).toContain('href="/bookings?show=past&amp;part=2">Earlier bookings<');
    const last = await ask({ part: "3" });
    expect(titlesIn(last.html)).toEqual(breaks(30, 1));
    expect(last.text).toContain("There are 230 bookings. Here are 201 to 230, the newest first.");
    expect(last.html).not.toContain("Earlier bookings");
    for (const part of ["0", "-1", "x", "1.9"]) expect(titlesIn((await ask({ part })).html)).toEqual(breaks(230, 131));
    expect((await ask({ part: "9" })).text).toMatch(/There are 230 bookings\. Bookings to come/);
  });

  test("an officer sees the same", async () => {
    const ask = (query: Record<string, string>) => visit(councilBookingPages, "get", "/council/children/:id/bookings", { me: long, role: "officer", id: uuid(1), query });
    const first = await ask({});
    expect(titlesIn(first.html)).toEqual(breaks(230, 131));
    expect(first.text).toContain("There are 230 bookings. Here are 1 to 100, the newest first.");
    expect(first.html).toContain(`href="/council/children/${uuid(1)}/bookings?part=2">Earlier bookings<`);
    expect(titlesIn((await ask({ part: "3" })).html)).toEqual(breaks(30, 1));
  });

  test("what is to come goes on as it began, the soonest first", async () => {
    const me = servicesWith(many.map((one, index) => ({ ...one, state: State.CONFIRMED, starts: 24 * (index + 1) })));
    const { html, text } = await visit(bookingPages, "get", "/bookings", { me, query: { part: "2" } });
    expect(titlesIn(html)[0]).toBe("Break 101");
    expect(text).toContain("Here are 101 to 200, the soonest first.");
    expect(html).toContain('href="/bookings?part=3">Later bookings<');
  });
});
