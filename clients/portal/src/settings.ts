// What the portal is told by its environment. A secret comes in a file that the environment names, never by itself.
import { readFileSync } from "node:fs";

export interface Settings {
  /** Where people reach the portal: `https://breaks.example.org`. */
  address: string;
  /** A port of loopback; a proxy that ends TLS stands before it. */
  port: number;
  signIn: { address: string; clientId: string; clientSecret: string; resource: string; scope: string };
  cookieSecret: string;
  redis: { socket: string; user?: string; password?: string };
  services: { availability: string; eligibility: string; bookings: string };
  /** A CSV of districts and wards with their middle, which families can search near. */
  placesFile: string;
  production: boolean;
}

type Environment = Record<string, string | undefined>;

/** Throws with one sentence that names what is missing or wrong. */
export function readSettings(env: Environment): Settings {
  const need = (name: string) => {
    const value = env[name];
    if (!value) throw new Error(`${name} is not set`);
    return value;
  };
  const settings: Settings = {
    address: origin("PORTAL_ADDRESS", need("PORTAL_ADDRESS")),
    port: Number(need("PORTAL_LISTEN")),
    signIn: {
      address: need("PORTAL_SIGN_IN"),
      clientId: env["PORTAL_CLIENT_ID"] ?? "portal",
      clientSecret: secret("PORTAL_CLIENT_SECRET_FILE", need("PORTAL_CLIENT_SECRET_FILE")),
      resource: env["PORTAL_RESOURCE"] ?? "urn:shortbreaks",
      scope: env["PORTAL_SCOPE"] ?? "openid read book apply provide",
    },
    cookieSecret: secret("PORTAL_COOKIE_SECRET_FILE", need("PORTAL_COOKIE_SECRET_FILE")),
    redis: { socket: need("PORTAL_REDIS_SOCKET"), ...redisUser(env) },
    services: {
      availability: need("PORTAL_AVAILABILITY"),
      eligibility: need("PORTAL_ELIGIBILITY"),
      bookings: need("PORTAL_BOOKINGS"),
    },
    placesFile: need("PORTAL_PLACES_FILE"),
    production: env["NODE_ENV"] === "production",
  };
  if (!Number.isInteger(settings.port) || settings.port < 1) throw new Error("PORTAL_LISTEN must be a port");
  if (settings.production) refusePlaintext(settings);
  return settings;
}

/** Where Redis lets nobody in without a password. */
function redisUser(env: Environment) {
  const [user, file] = [env["PORTAL_REDIS_USER"], env["PORTAL_REDIS_PASSWORD_FILE"]];
  if (!user !== !file) throw new Error("PORTAL_REDIS_USER and PORTAL_REDIS_PASSWORD_FILE go together");
  return user && file ? { user, password: secret("PORTAL_REDIS_PASSWORD_FILE", file) } : {};
}

/** In production nobody's password, session or token goes over a plain connection. */
function refusePlaintext(settings: Settings): void {
  const { address, signIn, services } = settings;
  const outside = { PORTAL_ADDRESS: address, PORTAL_SIGN_IN: signIn.address };
  for (const [name, url] of Object.entries(outside)) {
    if (!url.startsWith("https://")) throw new Error(`${name} must be https in production`);
  }
  for (const [name, url] of Object.entries(services)) {
    const loopback = ["127.0.0.1", "[::1]", "localhost"].includes(new URL(url).hostname);
    if (!url.startsWith("https://") && !loopback) throw new Error(`PORTAL_${name.toUpperCase()} must be https in production`);
  }
}

function origin(name: string, url: string): string {
  if (URL.canParse(url) && new URL(url).origin === url) return url;
  throw new Error(`${name} must be an address without a path`);
}

function secret(name: string, file: string): string {
  const text = readFileSync(file, "utf8").trim();
  if (text.length < 32) throw new Error(`what ${name} names must hold at least 32 characters`);
  return text;
}
