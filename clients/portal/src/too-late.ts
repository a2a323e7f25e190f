// What somebody wrote is not lost where it was sent too late: after the end of the session, or from a page of the session before
// this one. Nothing is done, and the words that came with the form go back to the browser that sent them.
import type { ErrorRequestHandler, Request, Response } from "express";

import { log } from "./logs.ts";
import { translator } from "./messages.ts";
import { isCsrfError } from "./session.ts";
import { PAGES } from "./table.ts";

/** Texts of the form, of two words or more. None where another site sent it, which could make us show what it likes. */
export function writtenIn(request: Request): string[] {
  if (request.get("Sec-Fetch-Site") !== "same-origin") return [];
  const values = Object.values((request.body ?? {}) as Record<string, unknown>).flat();
  return values.filter((value): value is string => typeof value === "string" && /\S\s+\S/.test(value));
}

/** For whoever sent a form after the end of their session. */
export function showSignedOut(response: Response, written: string[]): void {
  response.status(403).render("too-late", { t: translator("en"), written, texts: "too-late.signed_out", next: "/sign-in", path: "", language: "en" });
}

/** For whoever has signed in again since the form was opened: its token is of the session before. */
export const handleOldForms: ErrorRequestHandler = (error: unknown, request, response, next) => {
  const { person } = request.session;
  const written = isCsrfError(error) && person ? writtenIn(request) : [];
  if (written.length === 0) return next(error);
  log("failed", { id: response.locals["callId"] as string, kind: "old form" });
  response.status(403).render("too-late", { t: translator("en"), written, texts: "too-late.signed_in", next: formOf(request), person, path: request.path, language: "en" });
};

/** Where the form can be opened anew. */
function formOf(request: Request): string {
  const { path } = request.route as { path: string };
  return PAGES.some((page) => page.method === "get" && page.path === path) ? request.originalUrl : "/home";
}
