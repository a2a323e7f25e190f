// What is said of a session's places is so: a time that is over is not one to come, and nobody waits for what has closed.
import { availability } from "@shortbreaks/client";
import { describe, expect, test } from "vitest";

import { bookPages } from "../src/pages/council/children/book.ts";
import { sessionPages } from "../src/pages/families/session.ts";
import { placesIn, takesWaiting } from "../src/places-left.ts";
import { instantOf } from "../src/words.ts";
import { type Answer, uuid, visit } from "./visits.ts";

const { PUBLISHED, CLOSED, CANCELLED } = availability.SessionState;
const now = new Date("2026-12-01T12:00:00Z");
const inHours = (hours: number, from = now) => instantOf(new Date(from.getTime() + hours * 3_600_000));

interface Given {
  state: availability.SessionState;
  /** Hours from now. */
  opens?: number;
  closes?: number;
  starts?: number;
  free: number;
}

const offerOf = ({ state, opens, closes, starts = 48, free }: Given, from?: Date) =>
  ({
    freePlaces: free, bookable: false, providerDisplayName: "Club Ltd",
    session: {
      name: `sessions/${uuid(1)}`, state, startTime: inHours(starts, from), endTime: inHours(starts + 2, from), places: 5, placesTaken: 5 - free, reservePlaces: 1,
      ...(opens !== undefined && { bookingOpenTime: inHours(opens, from) }), ...(closes !== undefined && { bookingCloseTime: inHours(closes, from) }),
    },
    activity: { title: "Club", summary: "", venue: { accessibility: [] }, needsMet: [], pricePence: 0n, ageMinYears: 5, ageMaxYears: 12 },
  }) as unknown as availability.SessionOffer;

describe("a session", () => {
  test.each<[string, Given, ReturnType<typeof placesIn>, boolean]>([
    ["called off, though there are places", { state: CANCELLED, closes: 24, free: 5 }, "cancelled", false],
    ["closed, though there are places", { state: CLOSED, closes: 24, free: 5 }, "closed", false],
    ["closed, opened long ago", { state: CLOSED, opens: -90, closes: 24, free: 5 }, "closed", false],
    ["closed before booking opens", { state: CLOSED, opens: 5, closes: 24, free: 5 }, "closed", false],
    ["whose booking ended hours before its start, with places", { state: PUBLISHED, opens: -90, closes: -1, free: 5 }, "closed", false],
    ["whose booking ended hours before its start, full", { state: PUBLISHED, opens: -90, closes: -1, free: 0 }, "closed", false],
    ["whose booking ends just now", { state: PUBLISHED, closes: 0, free: 5 }, "closed", false],
    ["that has begun, without a time of its own for booking to end", { state: PUBLISHED, starts: -1, free: 5 }, "closed", false],
    ["whose booking opens later", { state: PUBLISHED, opens: 5, closes: 24, free: 5 }, "opens", true],
    ["whose booking opened just now", { state: PUBLISHED, opens: 0, closes: 24, free: 5 }, "left", true],
    ["with places", { state: PUBLISHED, closes: 24, free: 5 }, "left", true],
    ["without", { state: PUBLISHED, opens: -90, closes: 24, free: 0 }, "full", true],
  ])("%s", (_, given, said, waits) => {
    expect(placesIn(offerOf(given), now)).toBe(said);
    expect(takesWaiting(offerOf(given), now)).toBe(waits);
  });
});

const child = { name: `children/${uuid(1)}`, displayName: "Robin", needs: [], supportRatio: { staff: 1, children: 3 } };

function servicesWith(given: Given): object {
  const decision = { result: 2, rules: [], warnings: [], pricePence: 0n };
  return {
    eligibility: { listChildren: async () => ({ children: [child], nextPageToken: "" }), getChild: async () => ({ child }), decide: async () => ({ decision }) },
    availability: { getSession: async () => ({ offer: offerOf(given, new Date()) }) },
    suggestions: { listAlternatives: async () => ({ alternatives: [] }) },
    bookings: { getBalance: async () => ({ balances: [] }) },
  };
}

const OVER: Given = { state: PUBLISHED, opens: -90, closes: -1, free: 0 };
const FULL: Given = { state: PUBLISHED, opens: -90, closes: 24, free: 0 };

describe("a family", () => {
  const ask = (given: Given): Promise<Answer> => visit(sessionPages, "get", "/sessions/:id", { me: servicesWith(given), id: uuid(1) });

  test("is not asked to wait for what has closed", async () => {
    for (const free of [0, 5]) {
      const { text, html } = await ask({ ...OVER, free });
      expect(text).toContain("Booking has closed");
      expect(text).not.toMatch(/Booking opens|Join the waiting list|Full/);
      expect(html).not.toContain('/wait"');
    }
  });

  test("can wait where it is full", async () => {
    const { text, html } = await ask(FULL);
    expect(text).toContain("Full. You can join the waiting list");
    expect(html).toContain(`action="/sessions/${uuid(1)}/wait"`);
  });

  test("is told when booking opens, and not to wait while there are places", async () => {
    const { text, html } = await ask({ ...FULL, opens: 5, free: 3 });
    expect(text).toMatch(/Booking opens on \w+day \d/);
    expect(html).not.toContain('/wait"');
  });
});

describe("an officer", () => {
  const ask = (given: Given): Promise<Answer> => visit(bookPages, "get", "/council/children/:id/book", { me: servicesWith(given), role: "officer", id: uuid(1), query: { session: uuid(1) } });

  test("is offered neither a place nor a waiting list of what has closed", async () => {
    for (const free of [0, 1]) {
      const { text, html } = await ask({ ...OVER, free });
      expect(text).toContain("This session takes no more bookings, and nobody can wait for a place in it.");
      expect(html).not.toMatch(/value="(wait|overrule|book|hold)"/);
    }
  });

  test("is offered the waiting list of what is full", async () => {
    const { html } = await ask(FULL);
    expect(html).toContain('value="wait"');
    expect(html).not.toContain('value="overrule"');
  });
});
