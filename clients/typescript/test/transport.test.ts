import { Code, ConnectError, createClient, createRouterTransport } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";

import { BookingsService } from "../src/gen/shortbreaks/bookings/v1/bookings_pb.js";
import { DEFAULT_RETRY, RetryBudget } from "../src/retry.js";
import { isShortBreaksError, newRequestId, pages, firstOf } from "../src/index.js";
import { patientTransport } from "../src/transport.js";

/** A service whose HoldPlace breaks so often before it answers; keeps what it was asked. */
function brokenService(breaks: number) {
  const seen: { headers: Headers; requestId: string; timeoutMs: number | undefined }[] = [];
  const base = createRouterTransport(({ service }) => {
    service(BookingsService, {
      holdPlace(request, context) {
        seen.push({ headers: context.requestHeader, requestId: request.requestId, timeoutMs: context.timeoutMs() });
        if (seen.length <= breaks) throw new ConnectError("the connection broke", Code.Unavailable);
        return { booking: { name: "bookings/1" } };
      },
      listBookings({ pageToken }) {
        const page = Number(pageToken || "0");
        const bookings = page === 1 ? [] : [{ name: `bookings/${page}` }];
        return { bookings, nextPageToken: page < 3 ? String(page + 1) : "" };
      },
    });
  });
  const caller = { token: "parent", callId: "call-1", purpose: "enquiry" as const };
  const retry = { ...DEFAULT_RETRY, backoffMs: 1 };
  const client = createClient(BookingsService, patientTransport({ base, budget: new RetryBudget(retry), timeoutMs: 5_000, caller }));
  return { client, seen };
}

describe("a call", () => {
  test("carries the token, the purpose, the call's id and a deadline", async () => {
    const { client, seen } = brokenService(0);
    await client.holdPlace({ requestId: newRequestId(), child: "children/1", session: "sessions/1" });
    expect(seen[0]?.headers.get("authorization")).toBe("Bearer parent");
    expect(seen[0]?.headers.get("x-purpose")).toBe("enquiry");
    expect(seen[0]?.headers.get("x-request-id")).toBe("call-1");
    expect(seen[0]?.timeoutMs).toBeGreaterThan(4_000);
  });

  test("is sent again with the same request id", async () => {
    const { client, seen } = brokenService(2);
    const requestId = newRequestId();
    const { booking } = await client.holdPlace({ requestId });
    expect(booking?.name).toBe("bookings/1");
    expect(seen.map((call) => call.requestId)).toEqual([requestId, requestId, requestId]);
  });

  test("that changes something without a request id is sent once", async () => {
    const { client, seen } = brokenService(1);
    const error = await client.holdPlace({}).catch((reason: unknown) => reason);
    expect(isShortBreaksError(error)).toBe(true);
    expect(seen).toHaveLength(1);
  });
});

describe("a list", () => {
  test("is read page by page, past an empty one", async () => {
    const { client } = brokenService(0);
    const names: string[] = [];
    for await (const page of pages((request) => client.listBookings(request), { child: "children/1", pageToken: "" })) {
      names.push(...page.bookings.map((booking) => booking.name));
    }
    expect(names).toEqual(["bookings/0", "bookings/2", "bookings/3"]);
  });

  test("is read no further than is wanted", async () => {
    const { client } = brokenService(0);
    const some = await firstOf(2, (request: { pageToken?: string }) => client.listBookings(request), {}, (page) => page.bookings);
    expect(some.map((booking) => booking.name)).toEqual(["bookings/0", "bookings/2"]);
  });
});
