// What an error says, for programs and for people. Decide by the reason, never by the text.
import type { DescMessage, MessageShape } from "@bufbuild/protobuf";
import type { ConnectError } from "@connectrpc/connect";
import { Code } from "@connectrpc/connect";

import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "./gen/google/rpc/error_details_pb.js";
import type { ErrorReason } from "./gen/shortbreaks/type/v1/errors_pb.js";

/** `SESSION_FULL` and its like: the names of ErrorReason in proto/shortbreaks/type/v1/errors.proto. */
export type Reason = Exclude<keyof typeof ErrorReason, "UNSPECIFIED">;

/** A field that was wrong: `sessions[3].start_time`, and what to change. */
export interface FieldViolation {
  field: string;
  description: string;
}

const UNREACHABLE = "We cannot reach the service just now. Please try again in a moment.";
const TOO_SLOW = "This is taking too long. Please try again.";
const SIGN_IN = "Please sign in again.";
const APP_WRONG = "Something went wrong in this app. Please tell its makers.";
const FIELDS_WRONG = "Some of what was entered is not right.";

export class ShortBreaksError extends Error {
  override readonly name = "ShortBreaksError";
  readonly code: Code;
  /** Empty where no service answered; may be one that is newer than this library. */
  readonly reason: Reason | (string & {}) | "";
  /** Details such as `booking` or `open_time`, as docs/partners.md lists them beside each reason. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly fieldViolations: readonly FieldViolation[];
  /** How long the service asked to wait first; 0 where it did not. */
  readonly retryAfterMs: number;

  constructor(
    error: ConnectError,
    /** Finds the call in the services' logs: quote it when you report. */
    readonly callId: string,
  ) {
    super(error.message, { cause: error });
    const info = detail(error, ErrorInfoSchema);
    this.code = error.code;
    this.reason = info?.domain === "shortbreaks" ? info.reason : "";
    this.metadata = this.reason === "" ? {} : { ...info?.metadata };
    this.fieldViolations = (detail(error, BadRequestSchema)?.fieldViolations ?? []).map(({ field, description }) => ({
      field,
      description,
    }));
    const delay = detail(error, RetryInfoSchema)?.retryDelay;
    this.retryAfterMs = delay ? Number(delay.seconds) * 1000 + delay.nanos / 1e6 : 0;
  }

  /** Whether the very same call may be sent again, with the same request id. */
  get mayRetry(): boolean {
    if (this.reason !== "") return this.metadata["may_retry"] === "true";
    return this.code === Code.Unavailable || this.code === Code.DeadlineExceeded;
  }

  /** Whether a service answered at all. */
  get answered(): boolean {
    return this.reason !== "";
  }

  /** What to show to a parent. `message` may name addresses and fields. */
  get sentence(): string {
    if (this.reason === "INVALID_REQUEST") return FIELDS_WRONG;
    if (this.reason !== "") return (this.cause as ConnectError).rawMessage;
    if (this.code === Code.DeadlineExceeded) return TOO_SLOW;
    if (this.code === Code.Unavailable) return UNREACHABLE;
    return this.code === Code.Unauthenticated ? SIGN_IN : APP_WRONG;
  }
}

function detail<Desc extends DescMessage>(error: ConnectError, schema: Desc): MessageShape<Desc> | undefined {
  return error.findDetails(schema)[0];
}

/** True for an error of this library, with that reason where one is named. */
export function isShortBreaksError(error: unknown, ...reasons: Reason[]): error is ShortBreaksError {
  return error instanceof ShortBreaksError && (reasons.length === 0 || reasons.includes(error.reason as Reason));
}
