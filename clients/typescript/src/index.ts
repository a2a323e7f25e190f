// Short Breaks for TypeScript: see README.md, and docs/partners.md for what the services do.
import { randomUUID } from "node:crypto";

export * as availability from "./contract/availability.js";
export * as bookings from "./contract/bookings.js";
export * as eligibility from "./contract/eligibility.js";
export * as type from "./contract/type.js";
export { Connection, type ConnectionOptions, type ShortBreaks } from "./connection.js";
export { type FieldViolation, isShortBreaksError, type Reason, ShortBreaksError } from "./errors.js";
export { firstOf, pages } from "./pages.js";
export type { RetryPolicy } from "./retry.js";
export type { Caller, Purpose } from "./transport.js";

/** A new UUID for a change: make it and store it before you first send. */
export function newRequestId(): string {
  return randomUUID();
}
