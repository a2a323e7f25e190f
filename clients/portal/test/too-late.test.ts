// A form of the session before this one: what was written goes back to the browser that sent it, and to nobody else's.
import type { Request } from "express";
import { expect, test } from "vitest";

import { csrfProtection } from "../src/session.ts";
import { handleOldForms } from "../src/too-late.ts";
import { htmlOf } from "./visits.ts";

const WORDS = "They <b>sleep</b> badly.";
const PERSON = { name: "Ola", role: "officer" };

interface Sent {
  from?: string | undefined;
  body?: object;
  person?: object | undefined;
  path?: string;
  error?: unknown;
}

/** The error that a token of another session makes. */
function oldToken(): unknown {
  let failed: unknown;
  csrfProtection({ method: "POST", body: { _csrf: "old" }, session: { csrfToken: "new" } } as unknown as Request, {} as never, (error: unknown) => (failed = error));
  return failed;
}

function send({ from = "same-origin", body = { reason: WORDS, yes: "yes" }, person = PERSON, path = "/council/applications/:id/ask", error = oldToken() }: Sent = {}) {
  const said: { status: number; view: string; data: { written?: string[]; next?: string }; passedOn: unknown } = { status: 0, view: "", data: {}, passedOn: undefined };
  const response = { locals: {}, status: (code: number) => ((said.status = code), response), render: (view: string, data: object) => Object.assign(said, { view, data }) };
  const request = { get: () => from, body, session: { person }, route: { path }, path, originalUrl: path.replace(":id", "1") };
  handleOldForms(error, request as never, response as never, (passed: unknown) => (said.passedOn = passed));
  return said;
}

test("shows what was written, and where the form is", async () => {
  const { status, view, data, passedOn } = send();
  expect([status, view, passedOn]).toEqual([403, "too-late", undefined]);
  expect(data.written).toEqual([WORDS]);
  expect(data.next).toBe("/council/applications/1/ask");
  const html = await htmlOf(view, data);
  expect(html).toContain("What you sent was not saved");
  expect(html).toContain("They &lt;b&gt;sleep&lt;/b&gt; badly.");
  expect(html).toContain("Open the page again (opens in a new tab)");
});

test("where the form has no page of its own, leads to the start", async () => {
  const { view, data } = send({ path: "/applications/:id/review" });
  expect(data.next).toBe("/home");
  expect(await htmlOf(view, data)).toContain("Go to your start page (opens in a new tab)");
});

test.each<[string, Sent]>([
  ["another site sent it", { from: "cross-site" }],
  ["a neighbour of this site sent it", { from: "same-site" }],
  ["the browser does not say who sent it", { from: "" }],
  ["nothing was written", { body: { yes: "yes" } }],
  ["something else went wrong", { error: new Error("something else") }],
])("is refused as ever where %s", (_, sent) => {
  const { view, passedOn } = send(sent);
  expect(view).toBe("");
  expect(passedOn).toBeInstanceOf(Error);
});
