// Pages for everybody, signed in or not.
import express, { type Request, type Response, type Router } from "express";

import { hasPage, type Language, LANGUAGES, translator } from "./messages.ts";
import { isSignedIn } from "./session.ts";

function showOpen(view: string, language: Language) {
  return (request: Request, response: Response): void => {
    const person = isSignedIn(request) ? request.session.person : undefined;
    const languages = LANGUAGES.filter((one) => hasPage(one, view));
    response.render(view, { t: translator(language), language, languages, person, path: request.path });
  };
}

export function openPages(): Router {
  const router = express.Router();
  router.get("/", showOpen("start", "en"));
  router.get("/cy", showOpen("start", "cy"));
  router.get("/help", showOpen("help", "en"));
  router.get("/accessibility", showOpen("accessibility", "en"));
  router.get("/privacy", showOpen("privacy", "en"));
  router.get("/signed-out", showOpen("signed-out", "en"));
  return router;
}
