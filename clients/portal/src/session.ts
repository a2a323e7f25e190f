// Who is signed in. Sessions lie in Redis and hold a person's own name and tokens, and nothing of a child.
import { RedisStore } from "connect-redis";
import { csrfSync } from "csrf-sync";
import type { Request, RequestHandler } from "express";
import session from "express-session";
import { createClient } from "redis";

import { log } from "./logs.ts";
import type { Settings } from "./settings.ts";

export const ROLES = ["carer", "provider", "officer"] as const;
export type Role = (typeof ROLES)[number];

export interface Person {
  name: string;
  role: Role;
  /** Whose staff a provider's worker is: `providers/{uuid}`. */
  provider?: string;
}

export interface SignIn {
  state: string;
  nonce: string;
  verifier: string;
  goOnTo: string;
  /** Begun before another tab signed the person in. */
  before?: boolean;
}

declare module "express-session" {
  interface SessionData {
    person: Person;
    accessToken: string;
    idToken: string;
    /** Fetches the next access token, where the sign-in gave one. */
    refreshToken: string;
    /** Until when the access token holds, in milliseconds. */
    until: number;
    /** While the person is at the sign-in, maybe in several tabs: for each what must come back with it, and the page to go on to. */
    signIns: SignIn[];
  }
}

/** How long a person may do nothing and is signed in still. */
const IDLE_MS = 3_600_000;

export type SessionRedis = Awaited<ReturnType<typeof connectRedis>>;

export async function connectRedis({ socket, user, password }: Settings["redis"]) {
  // A command that waits for a Redis that is away would hold the person up: it fails at once instead.
  const redis = createClient({ ...(user && password && { username: user, password }), socket: { path: socket, tls: false, reconnectStrategy: 500 }, disableOfflineQueue: true });
  redis.on("error", () => log("redis away"));
  await redis.connect();
  return redis;
}

export function sessions({ address, cookieSecret }: Settings, redis: SessionRedis): RequestHandler {
  const secure = address.startsWith("https://");
  return session({
    name: secure ? "__Host-portal" : "portal",
    secret: cookieSecret,
    store: new RedisStore({ client: redis, prefix: "portal:session:" }),
    resave: false,
    saveUninitialized: false,
    // Each request begins the hour anew.
    rolling: true,
    cookie: { httpOnly: true, sameSite: "lax", secure, maxAge: IDLE_MS, path: "/" },
    proxy: secure,
  });
}

const csrf = csrfSync({ getTokenFromRequest: (request) => (request.body as Record<string, string> | undefined)?.["_csrf"] });

/** Refuses a form that another site sent. */
export const csrfProtection: RequestHandler = csrf.csrfSynchronisedProtection;
export const isCsrfError = (error: unknown): boolean => error === csrf.invalidCsrfTokenError;

/** For a page with a form, and for no other: each makes the session be written. */
export const csrfToken = (request: Request): string => csrf.generateToken(request);

export function isSignedIn(request: Request): boolean {
  const { person, until } = request.session;
  return person !== undefined && until !== undefined && until > Date.now();
}
