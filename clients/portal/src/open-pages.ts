// Pages for everybody, signed in or not.
import express, { type Request, type Response, type Router } from "express";

import { type Format, FORMATS, hasPage, languageOf, translator } from "./messages.ts";
import { isSignedIn } from "./session.ts";

const ADDRESSES: Partial<Record<string, Record<Format, string>>> = { start: { en: "/", cy: "/cy", easy: "/easy-read" } };
/** Where the page is to be had in which language or format, each as its readers call it. */
function formatsOf(page: string) {
  const addresses = ADDRESSES[page];
  if (!addresses) return [];
  const there = FORMATS.filter((format) => hasPage(format, page));
  return there.map((format) => ({ format, language: languageOf(format), name: translator(format)("layout.format"), path: addresses[format] }));
}

function showOpen(page: string, format: Format = "en", view = page) {
  return (request: Request, response: Response): void => {
    const person = isSignedIn(request) ? request.session.person : undefined;
    const common = { t: translator(format), language: languageOf(format), person, path: request.path };
    response.render(view, { ...common, format, formats: formatsOf(page) });
  };
}

export function openPages(): Router {
  const router = express.Router();
  router.get("/", showOpen("start"));
  router.get("/cy", showOpen("start", "cy"));
  router.get("/easy-read", showOpen("start", "easy", "easy-start"));
  router.get("/help", showOpen("help"));
  router.get("/accessibility", showOpen("accessibility"));
  router.get("/privacy", showOpen("privacy"));
  router.get("/signed-out", showOpen("signed-out"));
  return router;
}
