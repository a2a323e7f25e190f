// A visit to a page without a server: with services that a test makes up, and the page as it would be read.
import { Code, ConnectError } from "@connectrpc/connect";
import { ShortBreaksError } from "@shortbreaks/client";
import express from "express";

import { BadRequestSchema, ErrorInfoSchema } from "../../typescript/src/gen/google/rpc/error_details_pb.ts";
import { translator } from "../src/messages.ts";
import type { Role } from "../src/session.ts";
import type { Page } from "../src/table.ts";
import { useViews } from "../src/views.ts";
import { Visit } from "../src/visit.ts";
import { Words } from "../src/words.ts";

const app = express();
useViews(app);

export interface Answer {
  status: number;
  /** Where it leads, if it leads on. */
  location: string;
  view: string;
  data: Record<string, unknown>;
  html: string;
  /** What is read in the page's own part. */
  text: string;
}

export interface Asked {
  me: object;
  role?: Role;
  id?: string;
  query?: Record<string, string>;
  /** The fields of a form. */
  body?: Record<string, string>;
}

/** What the page answers. */
export async function visit(pages: readonly Page[], method: "get" | "post", path: string, asked: Asked): Promise<Answer> {
  const page = pages.find((one) => one.method === method && one.path === path);
  if (!page) throw new Error(`no page ${path}`);
  return answerOf((of) => page.show(of), asked, path);
}

export async function answerOf(show: (visit: Visit) => Promise<void> | void, { me, role = "carer", id = "", query = {}, body = {} }: Asked, path = "/"): Promise<Answer> {
  const answer: Answer = { status: 200, location: "", view: "", data: {}, html: "", text: "" };
  const response = {
    locals: {},
    status: (code: number) => ((answer.status = code), response),
    set: () => response,
    redirect: (status: number, location: string) => Object.assign(answer, { status, location }),
    render: (view: string, data: Record<string, unknown>) => Object.assign(answer, { view, data }),
  };
  const request = { params: { id }, query, body, session: {}, path, originalUrl: path };
  await show(new Visit({ request, response, me, person: { name: "Pat", role }, places: [], words: new Words(translator("en"), "en") } as never));
  if (answer.view !== "") answer.html = await htmlOf(answer.view, answer.data);
  return Object.assign(answer, { text: textOf(answer.html) });
}

export const htmlOf = (view: string, data: object): Promise<string> =>
  new Promise((done, failed) => app.render(view, data, (error: Error | null, html?: string) => (error ? failed(error) : done(html ?? ""))));

function textOf(html: string): string {
  const main = /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? "";
  return main.replace(/<[^>]+>/g, " ").replaceAll("&#39;", "'").replaceAll("&quot;", '"').replace(/\s+/g, " ").trim();
}

/** As the services refuse a call, or as nobody answers it. */
export function errorOf(code: Code, reason = ""): ShortBreaksError {
  const info = { desc: ErrorInfoSchema, value: { reason, domain: "shortbreaks" } };
  return new ShortBreaksError(new ConnectError("what happened", code, undefined, reason === "" ? [] : [info]), "call");
}

/** As they refuse a field of a request. */
export function wrongField(field: string, description: string): ShortBreaksError {
  const info = { desc: ErrorInfoSchema, value: { reason: "INVALID_REQUEST", domain: "shortbreaks" } };
  const wrong = { desc: BadRequestSchema, value: { fieldViolations: [{ field, description }] } };
  return new ShortBreaksError(new ConnectError("what happened", Code.InvalidArgument, undefined, [info, wrong]), "call");
}

export const uuid = (last: number): string => `01900000-0000-7000-8000-${String(last).padStart(12, "0")}`;
