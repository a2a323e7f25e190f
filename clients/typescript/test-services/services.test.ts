// The client against the three services as they are: what it says of them is what they say.
import { readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";

import { type availability, Connection, eligibility, firstOf, isShortBreaksError, newRequestId } from "../src/index.js";

const directory = process.env["SHORTBREAKS_WORLD"] ?? "";
const world = JSON.parse(readFileSync(`${directory}/world.json`, "utf8")) as Record<"availability" | "eligibility" | "bookings", string>;
const connection = new Connection(world);
const parent = connection.as({ token: readFileSync(`${directory}/tokens/parent`, "utf8").trim() });
afterAll(() => connection.close());

async function bookable() {
  const search = (request: { pageToken?: string }) => parent.availability.searchSessions({ ...request, freePlacesMin: 2, bookableOnly: true, pageSize: 5 });
  return firstOf(12, search, {}, (page) => page.offers);
}

/** The first for which the rules say yes: which are offered goes by the time of day. */
async function firstThatMay(child: string, offers: availability.SessionOffer[]): Promise<string> {
  for (const { session } of offers) {
    const { decision } = await parent.eligibility.decide({ child, session: session?.name ?? "" });
    if (decision?.result === eligibility.DecisionResult.ELIGIBLE) return session?.name ?? "";
  }
  throw new Error("the child may book none of the sessions");
}

test("a place is held, held once though sent twice, and let go", async () => {
  const { children } = await parent.eligibility.listChildren({});
  const child = children[0];
  const { offers } = await parent.availability.searchSessions({
    dateOfBirth: child?.dateOfBirth, needs: child?.needs, supportRatio: child?.supportRatio, freePlacesMin: 2, bookableOnly: true,
  });
  const hold = { requestId: newRequestId(), child: child?.name ?? "", session: await firstThatMay(child?.name ?? "", offers) };
  const [first, again] = [await parent.bookings.holdPlace(hold), await parent.bookings.holdPlace(hold)];
  expect(first.booking?.name).toMatch(/^bookings\//);
  expect(again.booking?.name).toBe(first.booking?.name);
  const { booking } = await parent.bookings.releaseHold({ requestId: newRequestId(), name: first.booking?.name ?? "" });
  expect(booking?.holdExpireTime).toBeUndefined();
});

test("a list is read over its pages", async () => {
  const offers = await bookable();
  expect(offers).toHaveLength(12);
  expect(new Set(offers.map((offer) => offer.session?.name)).size).toBe(12);
});

test("a refusal says its reason, its fields and the call's id", async () => {
  const error = await parent.bookings.getBooking({ name: "not a name" }).catch((reason: unknown) => reason);
  if (!isShortBreaksError(error, "INVALID_REQUEST")) throw error;
  expect(error.fieldViolations[0]?.field).toBe("name");
  expect(error.callId).toHaveLength(36);
  expect(error.mayRetry).toBe(false);
});

test("what is somebody else's is refused", async () => {
  const error = await parent.applications.bulkApprove({ requestId: newRequestId() }).catch((reason: unknown) => reason);
  expect(isShortBreaksError(error, "NOT_ALLOWED")).toBe(true);
});

test("without an answer the error is the network's", async () => {
  const nowhere = new Connection({ ...world, bookings: "http://127.0.0.1:9", retry: { attemptsMax: 2, backoffMs: 1 }, timeoutMs: 2_000 });
  const error = await nowhere.as({ token: "any" }).bookings.getBooking({ name: "x" }).catch((reason: unknown) => reason);
  if (!isShortBreaksError(error)) throw error;
  expect(error.answered).toBe(false);
  expect(error.mayRetry).toBe(true);
  nowhere.close();
});
