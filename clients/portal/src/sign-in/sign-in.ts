// OpenID Connect, code flow with PKCE. The person's access token is for the services, which authorise by it.
import type { Request, Response, Router } from "express";
import express from "express";
import * as oidc from "openid-client";

import { log } from "../logs.ts";
import { type Person, type Role, ROLES } from "../session.ts";
import type { Settings } from "../settings.ts";

/** Reads what the sign-in says of itself, the first time that it is wanted: it may start after the portal. */
function discovered({ signIn }: Settings): () => Promise<oidc.Configuration> {
  let known: Promise<oidc.Configuration> | undefined;
  const plaintext = signIn.address.startsWith("http://") ? { execute: [oidc.allowInsecureRequests] } : {};
  return () => {
    known ??= oidc.discovery(new URL(signIn.address), signIn.clientId, signIn.clientSecret, undefined, { ...plaintext, timeout: 5 });
    known.catch(() => (known = undefined));
    return known;
  };
}

/** Only pages of our own: never another site, which an address could be made to lead to. */
export function ownPage(path: unknown): string {
  return typeof path === "string" && /^\/(?![/\\])[\w\-./?=&%+:]*$/.test(path) ? path : "/home";
}

export function signInRoutes(settings: Settings): Router {
  const router = express.Router();
  const configuration = discovered(settings);
  const callback = `${settings.address}/signed-in`;

  router.get("/sign-in", async (request, response) => {
    const config = await configuration();
    const started = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
      goOnTo: ownPage(request.query["to"]),
    };
    request.session.signingIn = started;
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: callback,
      scope: "openid read book apply provide",
      resource: settings.signIn.resource,
      state: started.state,
      nonce: started.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(started.verifier),
      code_challenge_method: "S256",
    });
    response.redirect(303, url.href);
  });

  router.get("/signed-in", async (request, response) => {
    const started = request.session.signingIn;
    if (!started) return response.redirect(303, "/sign-in");
    const config = await configuration();
    const address = new URL(request.originalUrl, settings.address);
    if (address.searchParams.get("error") === "access_denied") return response.redirect(303, "/");
    const tokens = await oidc.authorizationCodeGrant(config, address, {
      pkceCodeVerifier: started.verifier,
      expectedState: started.state,
      expectedNonce: started.nonce,
    });
    await begin(request, tokens);
    response.redirect(303, started.goOnTo);
  });

  router.get("/sign-out", async (request, response) => {
    const { idToken } = request.session;
    await end(request, response);
    const config = await configuration();
    const back = { post_logout_redirect_uri: `${settings.address}/signed-out` };
    response.redirect(303, oidc.buildEndSessionUrl(config, idToken ? { ...back, id_token_hint: idToken } : back).href);
  });
  return router;
}

/** A new session, so that nobody who knew the one from before sign-in has it afterwards. */
async function begin(request: Request, tokens: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers): Promise<void> {
  await new Promise<void>((done, failed) => request.session.regenerate((error) => (error ? failed(error) : done())));
  const claims = tokens.claims();
  request.session.person = personIn(claims ?? {});
  request.session.accessToken = tokens.access_token;
  request.session.idToken = tokens.id_token ?? "";
  request.session.until = Date.now() + ((tokens.expiresIn() ?? 300) - 10) * 1000;
  log("signed in", { role: request.session.person.role });
}

function personIn(claims: Record<string, unknown>): Person {
  const { name, role, provider } = claims;
  if (typeof name !== "string" || !ROLES.includes(role as Role)) throw new Error("the sign-in did not say who it is");
  if (role !== "provider") return { name, role: role as Role };
  if (typeof provider !== "string") throw new Error("the sign-in did not say whose staff it is");
  return { name, role, provider };
}

async function end(request: Request, response: Response): Promise<void> {
  await new Promise<void>((done) => request.session.destroy(() => done()));
  response.clearCookie("portal").clearCookie("__Host-portal", { secure: true, path: "/" });
}
