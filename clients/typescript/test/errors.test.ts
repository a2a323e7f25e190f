import { create, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";

import { isShortBreaksError, ShortBreaksError } from "../src/errors.js";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "../src/gen/google/rpc/error_details_pb.js";

function refused(reason: string, metadata: Record<string, string> = {}, code = Code.FailedPrecondition): ConnectError {
  const info = create(ErrorInfoSchema, { domain: "shortbreaks", reason, metadata });
  const error = new ConnectError("The last place has gone.", code);
  error.details = [{ type: "google.rpc.ErrorInfo", value: toBinary(ErrorInfoSchema, info) }];
  return error;
}

describe("an error of a service", () => {
  test("has its reason, its details and a sentence for a parent", () => {
    const error = new ShortBreaksError(refused("SESSION_FULL", { full: "places", may_retry: "false" }), "id-1");
    expect(error.reason).toBe("SESSION_FULL");
    expect(error.metadata["full"]).toBe("places");
    expect(error.sentence).toBe("The last place has gone.");
    expect(error.mayRetry).toBe(false);
    expect(error.callId).toBe("id-1");
  });

  test("may be sent again where the service says so, after as long as it says", () => {
    const cause = refused("BUSY", { may_retry: "true" }, Code.ResourceExhausted);
    const wait = create(RetryInfoSchema, { retryDelay: { seconds: 2n, nanos: 500_000_000 } });
    cause.details.push({ type: "google.rpc.RetryInfo", value: toBinary(RetryInfoSchema, wait) });
    const error = new ShortBreaksError(cause, "");
    expect(error.mayRetry).toBe(true);
    expect(error.retryAfterMs).toBe(2_500);
  });

  test("names every wrong field, and keeps them out of the sentence", () => {
    const cause = refused("INVALID_REQUEST", {}, Code.InvalidArgument);
    const bad = create(BadRequestSchema, { fieldViolations: [{ field: "statement", description: "Write less." }] });
    cause.details.push({ type: "google.rpc.BadRequest", value: toBinary(BadRequestSchema, bad) });
    const error = new ShortBreaksError(cause, "");
    expect(error.fieldViolations).toEqual([{ field: "statement", description: "Write less." }]);
    expect(error.sentence).toBe("Some of what was entered is not right.");
  });

  test("is told from others by its reason", () => {
    const error: unknown = new ShortBreaksError(refused("HOLD_EXPIRED"), "");
    expect(isShortBreaksError(error, "HOLD_EXPIRED", "SESSION_FULL")).toBe(true);
    expect(isShortBreaksError(error, "SESSION_FULL")).toBe(false);
    expect(isShortBreaksError(new Error("other"))).toBe(false);
  });
});

describe("an error of the network", () => {
  test.each([
    [Code.Unavailable, true, "We cannot reach the service just now. Please try again in a moment."],
    [Code.DeadlineExceeded, true, "This is taking too long. Please try again."],
    [Code.Internal, false, "Something went wrong in this app. Please tell its makers."],
  ])("code %s: again %s", (code, again, sentence) => {
    const error = new ShortBreaksError(new ConnectError("127.0.0.1:50053: refused", code), "");
    expect(error.reason).toBe("");
    expect(error.answered).toBe(false);
    expect(error.mayRetry).toBe(again);
    expect(error.sentence).toBe(sentence);
  });

  test("does not take another system's details for ours", () => {
    const cause = new ConnectError("no", Code.Unavailable);
    const info = create(ErrorInfoSchema, { domain: "googleapis.com", reason: "SESSION_FULL" });
    cause.details = [{ type: "google.rpc.ErrorInfo", value: toBinary(ErrorInfoSchema, info) }];
    expect(new ShortBreaksError(cause, "").reason).toBe("");
  });
});
