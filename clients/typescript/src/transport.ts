// A transport that does what every call needs: a deadline, the caller's headers, retries, errors with their reason.
import type { DescMessage, DescMethodUnary, MessageInitShape } from "@bufbuild/protobuf";
import { ConnectError, type ContextValues, type Transport, type UnaryResponse } from "@connectrpc/connect";
import { randomUUID } from "node:crypto";

import { ShortBreaksError } from "./errors.js";
import { REAL_SURROUNDINGS, type RetryBudget, sendUntilAnswered, type Surroundings } from "./retry.js";

type HeaderPairs = ConstructorParameters<typeof Headers>[0];

/** Why an officer or a practitioner opens a record, as docs/partners.md lists the words. */
export type Purpose =
  | "application"
  | "booking"
  | "review"
  | "payment"
  | "safeguarding"
  | "complaint"
  | "correction"
  | "information-request"
  | "enquiry";

/** On whose behalf calls are made. */
export interface Caller {
  /** Without `Bearer`. A function is asked for each attempt. */
  token: string | (() => string | Promise<string>);
  purpose?: Purpose;
  /** What it is for: `applications/{uuid}`. */
  reference?: string;
  /** Stands in the services' logs with every call; made up where it is left out. Nothing about a child. */
  callId?: string;
}

export interface PatientOptions {
  base: Transport;
  budget: RetryBudget;
  timeoutMs: number;
  caller: Caller;
  around?: Surroundings;
}

/** True where sending it twice does no harm: a read, or a change that carries its request id. */
export function mayRepeat(method: DescMethodUnary, message: object): boolean {
  if (!method.input.fields.some((field) => field.name === "request_id")) return true;
  return Boolean((message as { requestId?: string }).requestId);
}

export function patientTransport({ base, budget, timeoutMs, caller, around = REAL_SURROUNDINGS }: PatientOptions): Transport {
  return {
    async unary<I extends DescMessage, O extends DescMessage>(
      method: DescMethodUnary<I, O>,
      signal: AbortSignal | undefined,
      callTimeoutMs: number | undefined,
      header: HeaderPairs | undefined,
      message: MessageInitShape<I>,
      contextValues?: ContextValues,
    ): Promise<UnaryResponse<I, O>> {
      const callId = caller.callId ?? randomUUID();
      const deadline = around.now() + (callTimeoutMs ?? timeoutMs);
      const failureOf = (error: unknown) => new ShortBreaksError(ConnectError.from(error), callId);
      return sendUntilAnswered(budget, around, { deadline, mayRepeat: mayRepeat(method, message), failureOf }, async () => {
        const headers = await headersOf(caller, callId, header);
        const left = Math.max(1, Math.floor(deadline - around.now()));
        return base.unary(method, signal, left, headers, message, contextValues);
      });
    },
    stream() {
      return Promise.reject(new TypeError("Short Breaks has no streams."));
    },
  };
}

async function headersOf(caller: Caller, callId: string, given: HeaderPairs | undefined): Promise<Headers> {
  const headers = new Headers(given);
  headers.set("authorization", `Bearer ${typeof caller.token === "string" ? caller.token : await caller.token()}`);
  headers.set("x-request-id", callId);
  if (caller.purpose) headers.set("x-purpose", caller.purpose);
  if (caller.reference) headers.set("x-reference", caller.reference);
  return headers;
}
