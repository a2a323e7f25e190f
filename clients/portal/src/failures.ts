// What becomes of an error: its page, with what to do, and a line in the log without anything of a person.
import { isShortBreaksError, type ShortBreaksError } from "@shortbreaks/client";
import type { ErrorRequestHandler, Request, Response } from "express";

import { log } from "./logs.ts";
import { type Translate, translator } from "./messages.ts";
import { isCsrfError } from "./session.ts";
import { NotFound } from "./visit.ts";

export type FailureKind = "forbidden" | "consent" | "missing" | "conflict" | "invalid" | "down" | "defect";

const STATUS: Record<FailureKind, number> = {
  forbidden: 403,
  consent: 403,
  missing: 404,
  conflict: 409,
  invalid: 422,
  down: 503,
  defect: 500,
};

// gRPC's codes by number: PERMISSION_DENIED, NOT_FOUND, and so on.
const BY_CODE = new Map<number, FailureKind>([
  [3, "invalid"],
  [4, "down"],
  [5, "missing"],
  [6, "conflict"],
  [7, "forbidden"],
  [8, "down"],
  [9, "conflict"],
  [10, "conflict"],
  [14, "down"],
]);

export function kindOf(error: unknown): FailureKind {
  if (error instanceof NotFound) return "missing";
  if (isCsrfError(error)) return "forbidden";
  if ((error as { type?: string }).type === "entity.too.large") return "invalid";
  if (!isShortBreaksError(error)) return isDown(error) ? "down" : "defect";
  return error.reason === "CONSENT_MISSING" ? "consent" : (BY_CODE.get(error.code) ?? "defect");
}

/** The sign-in or Redis does not answer. */
function isDown(error: unknown): boolean {
  const { code, name } = error as { code?: string; name?: string };
  const names = ["ClientOfflineError", "SocketClosedUnexpectedlyError", "TimeoutError"];
  return code === "ECONNREFUSED" || code === "OAUTH_TIMEOUT" || names.includes(name ?? "") || hasCause(error, "ECONNREFUSED");
}

function hasCause(error: unknown, code: string): boolean {
  const cause = (error as { cause?: { code?: string } }).cause;
  return cause !== undefined && (cause.code === code || hasCause(cause, code));
}

export function showFailure(request: Request, response: Response, kind: FailureKind, error?: ShortBreaksError): void {
  const t: Translate = translator("en");
  const sentence = kind === "conflict" || kind === "invalid" ? error?.sentence : undefined;
  const person = (request.session as Request["session"] | undefined)?.person;
  response.status(STATUS[kind]);
  if (kind === "down") response.set("Retry-After", "30");
  const callId = response.locals["callId"] as string;
  response.render("failure", { t, kind, sentence, callId, person, path: request.path, language: "en" });
}

export const handleFailures: ErrorRequestHandler = (error: unknown, request, response, next) => {
  if (response.headersSent) return next(error);
  if (isShortBreaksError(error, "TOKEN_EXPIRED", "TOKEN_INVALID")) {
    request.session.until = 0;
    return response.redirect(303, "/sign-in");
  }
  const kind = kindOf(error);
  const known = isShortBreaksError(error) ? error : undefined;
  const fields = { id: response.locals["callId"] as string, kind, reason: known?.reason, code: known?.code };
  // Of a defect where it is, and never its text, which may hold what somebody entered.
  log("failed", kind === "defect" && !known ? { ...fields, at: whereOf(error) } : fields);
  showFailure(request, response, kind, known);
};

function whereOf(error: unknown): string {
  const { name = "", stack = "" } = error as Error;
  return [name, ...stack.split("\n").filter((line) => line.startsWith("    at ")).slice(0, 3).map((line) => line.trim())].join(" ");
}
