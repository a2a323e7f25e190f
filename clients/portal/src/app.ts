// The order in which a request goes through the portal.
import type { Connection } from "@shortbreaks/client";
import compression from "compression";
import express, { type Express, type NextFunction, type Request, type Response } from "express";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";

import { handleFailures, showFailure } from "./failures.ts";
import { logRequests } from "./logs.ts";
import { translator } from "./messages.ts";
import { openPages } from "./open-pages.ts";
import { type Place, readPlaces } from "./places.ts";
import { noStore, securityHeaders } from "./security.ts";
import { csrfProtection, isSignedIn, type SessionRedis, sessions } from "./session.ts";
import type { Settings } from "./settings.ts";
import { discovered, renewTokens, signInRoutes } from "./sign-in/sign-in.ts";
import { type Page, PAGES } from "./table.ts";
import { handleOldForms, showSignedOut, writtenIn } from "./too-late.ts";
import { useViews } from "./views.ts";
import { UUID, Visit } from "./visit.ts";
import { Words } from "./words.ts";

export function makeApp(settings: Settings, redis: SessionRedis, connection: Connection): Express {
  const app = express().disable("x-powered-by").disable("etag");
  if (settings.address.startsWith("https://")) app.set("trust proxy", "loopback");
  useViews(app);
  app.use((_request, response, next) => ((response.locals["callId"] = randomUUID()), next()));
  app.use(logRequests, securityHeaders(settings));
  // Their names hold their content's hash. Nothing secret is in them, so they may be compressed.
  const assets = fileURLToPath(new URL("../assets", import.meta.url));
  app.use("/assets", compression(), express.static(assets, { immutable: true, maxAge: "365d", index: false }));
  app.use(noStore);
  app.get("/health", async (_request, response) => {
    const up = await redis.ping().then(() => true, () => false);
    response.status(up ? 200 : 503).json({ status: up ? "up" : "down" });
  });
  const signIn = discovered(settings);
  app.use(sessions(settings, redis), openPages(), signInRoutes(settings, signIn), renewTokens(settings, signIn));
  // Asked by a page on which somebody writes for long, so that the session does not end meanwhile.
  app.get("/still-here", (_request, response) => void response.status(204).end());
  const places = readPlaces(settings.placesFile);
  for (const page of PAGES) addPage(app, page, connection, places);
  app.use((request, response) => showFailure(request, response, "missing"));
  app.use(handleOldForms, handleFailures);
  return app;
}

function addPage(app: Express, page: Page, connection: Connection, places: Place[]): void {
  const words = new Words(translator("en"), "en");
  // A register sends what it says of each child, of as many as stand on a page.
  const body = express.urlencoded({ extended: false, limit: page.bodyMax ?? "256kb", parameterLimit: 2_000 });
  const guards = page.method === "post" ? [body, only(page), csrfProtection] : [only(page)];
  app[page.method](page.path, ...guards, async (request: Request, response: Response) => {
    const { person, accessToken } = request.session;
    const me = connection.as({ token: accessToken ?? "", callId: response.locals["callId"] as string, ...purposeOf(page, request) });
    await page.show(new Visit({ request, response, person: person!, me, words, places }));
  });
}

/** Why an officer asks, and what for: it stands in the audit trail. */
function purposeOf({ purpose = "enquiry", about }: Page, request: Request) {
  if (request.session.person?.role !== "officer") return {};
  const id = String(request.params["id"]);
  return { purpose, ...(about && UUID.test(id) && { reference: `${about}/${id}` }) };
}

/** Whoever is not signed in is sent to do so, and then to where they wanted to go; whom the page is not for gets 403. */
function only(page: Page) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (!isSignedIn(request)) return askToSignIn(request, response);
    if (!page.roles.includes(request.session.person!.role)) return showFailure(request, response, "forbidden");
    next();
  };
}

/** What somebody wrote and sent too late is shown to them, to be copied. */
function askToSignIn(request: Request, response: Response): void {
  const to = request.method === "GET" ? request.originalUrl : "/home";
  const written = writtenIn(request);
  if (written.length > 0) return showSignedOut(response, written);
  response.redirect(303, `/sign-in?to=${encodeURIComponent(to)}`);
}
