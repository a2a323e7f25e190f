// OpenID Connect, code flow with PKCE. The person's access token is for the services, which authorise by it.
import type { Request, RequestHandler, Response, Router } from "express";
import express from "express";
import * as oidc from "openid-client";

import { log } from "../logs.ts";
import { isSignedIn, type Person, type Role, ROLES, type SignIn } from "../session.ts";
import type { Settings } from "../settings.ts";

type Configured = () => Promise<oidc.Configuration>;
type Tokens = oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;

/** Reads what the sign-in says of itself, the first time that it is wanted: it may start after the portal. */
export function discovered({ signIn }: Settings): Configured {
  let known: Promise<oidc.Configuration> | undefined;
  const plaintext = signIn.address.startsWith("http://") ? { execute: [oidc.allowInsecureRequests] } : {};
  return () => {
    known ??= oidc.discovery(new URL(signIn.address), signIn.clientId, signIn.clientSecret, undefined, { ...plaintext, timeout: 5 });
    known.catch(() => (known = undefined));
    return known;
  };
}

/** How long before the end of a token the next one is fetched. */
const EARLY_MS = 300_000;

/** How many tabs may be at the sign-in at once; of more, the first begin again. */
const SIGN_INS_MAX = 20;

/** Only pages of our own: never another site, which an address could be made to lead to. */
export function ownPage(path: unknown): string {
  return typeof path === "string" && /^\/(?![/\\])[\w\-./?=&%+:]*$/.test(path) ? path : "/home";
}

export function signInRoutes(settings: Settings, configuration: Configured): Router {
  const router = express.Router();
  const callback = `${settings.address}/signed-in`;

  router.get("/sign-in", async (request, response) => {
    const config = await configuration();
    const started = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
      goOnTo: ownPage(request.query["to"]),
    };
    request.session.signIns = [...(request.session.signIns ?? []), started].slice(-SIGN_INS_MAX);
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: callback,
      scope: settings.signIn.scope,
      resource: settings.signIn.resource,
      state: started.state,
      nonce: started.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(started.verifier),
      code_challenge_method: "S256",
    });
    response.redirect(303, url.href);
  });

  router.get("/signed-in", async (request, response) => {
    const address = new URL(request.originalUrl, settings.address);
    const started = request.session.signIns?.find(({ state }) => state === address.searchParams.get("state"));
    // Nobody is signed in by an answer that this browser did not ask for: it asks itself, or is signed in meanwhile.
    if (!started) return response.redirect(303, isSignedIn(request) ? "/home" : "/sign-in");
    if (started.before && isSignedIn(request)) {
      request.session.signIns = othersThan(started, request);
      return response.redirect(303, started.goOnTo);
    }
    const config = await configuration();
    if (address.searchParams.get("error") === "access_denied") return response.redirect(303, "/");
    const tokens = await oidc.authorizationCodeGrant(config, address, {
      pkceCodeVerifier: started.verifier,
      expectedState: started.state,
      expectedNonce: started.nonce,
    });
    await begin(request, started, tokens);
    response.redirect(303, started.goOnTo);
  });

  router.get("/sign-out", async (request, response) => {
    const { idToken, refreshToken } = request.session;
    await end(request, response);
    const config = await configuration();
    // Whoever signs out is signed out, also where this fails; the token ends by itself then.
    if (refreshToken && config.serverMetadata().revocation_endpoint) await oidc.tokenRevocation(config, refreshToken).catch(() => log("not revoked", {}));
    const back = { post_logout_redirect_uri: `${settings.address}/signed-out` };
    response.redirect(303, oidc.buildEndSessionUrl(config, idToken ? { ...back, id_token_hint: idToken } : back).href);
  });
  return router;
}

const othersThan = (started: SignIn, { session }: Request): SignIn[] => (session.signIns ?? []).filter((one) => one !== started);

/** A new session, so that nobody who knew the one from before sign-in has it afterwards. */
async function begin(request: Request, started: SignIn, tokens: Tokens): Promise<void> {
  const others = othersThan(started, request);
  await new Promise<void>((done, failed) => request.session.regenerate((error) => (error ? failed(error) : done())));
  const claims = tokens.claims();
  request.session.person = personIn(claims ?? {});
  request.session.signIns = others.map((one) => ({ ...one, before: true }));
  request.session.idToken = tokens.id_token ?? "";
  keep(request, tokens);
  log("signed in", { role: request.session.person.role });
}

function keep({ session }: Request, tokens: Tokens): void {
  session.accessToken = tokens.access_token;
  session.until = Date.now() + ((tokens.expiresIn() ?? 300) - 10) * 1000;
  if (tokens.refresh_token) session.refreshToken = tokens.refresh_token;
}

/** Before its end a token is changed for the next one, so that nobody who goes on with what they do is sent to sign in. */
export function renewTokens({ signIn }: Settings, configuration: Configured): RequestHandler {
  // What a browser sends at once changes one token once: a sign-in may end the whole session where it sees one used twice.
  const renewing = new Map<string, Promise<Tokens>>();
  const renew = (token: string): Promise<Tokens> => {
    const running = renewing.get(token);
    if (running) return running;
    const started = configuration().then((config) => oidc.refreshTokenGrant(config, token, { resource: signIn.resource }));
    renewing.set(token, started);
    setTimeout(() => renewing.delete(token), 60_000).unref();
    return started;
  };
  return async (request, _response, next) => {
    const { person, refreshToken, until } = request.session;
    if (!person || !refreshToken || until === undefined || until > Date.now() + EARLY_MS) return next();
    // Where it fails the token holds until its end, and then the person is asked to sign in.
    await renew(refreshToken).then((tokens) => keep(request, tokens), () => log("not renewed", { role: person.role }));
    next();
  };
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
