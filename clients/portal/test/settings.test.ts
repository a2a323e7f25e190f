import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, expect, test } from "vitest";

import { readSettings } from "../src/settings.ts";
import { ownPage } from "../src/sign-in/sign-in.ts";

const folder = mkdtempSync(`${tmpdir()}/shortbreaks-settings.`);
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(`${folder}/secret`, `${"s".repeat(48)}\n`);
writeFileSync(`${folder}/short`, "short\n");

const good = {
  PORTAL_ADDRESS: "https://breaks.example.org",
  PORTAL_LISTEN: "8080",
  PORTAL_SIGN_IN: "https://id.example.org",
  PORTAL_CLIENT_SECRET_FILE: `${folder}/secret`,
  PORTAL_COOKIE_SECRET_FILE: `${folder}/secret`,
  PORTAL_REDIS_SOCKET: "/run/redis.sock",
  PORTAL_AVAILABILITY: "http://127.0.0.1:50051",
  PORTAL_ELIGIBILITY: "https://breaks.internal:50052",
  PORTAL_BOOKINGS: "https://breaks.internal:50053",
  PORTAL_PLACES_FILE: "places.csv",
  NODE_ENV: "production",
};

test("settings that are right are read", () => {
  expect(readSettings(good)).toMatchObject({ port: 8080, production: true, signIn: { clientId: "portal" } });
});

test.each([
  ["PORTAL_ADDRESS", "http://breaks.example.org", "PORTAL_ADDRESS must be https in production"],
  ["PORTAL_ADDRESS", "https://breaks.example.org/portal", "PORTAL_ADDRESS must be an address without a path"],
  ["PORTAL_SIGN_IN", "http://id.example.org", "PORTAL_SIGN_IN must be https in production"],
  ["PORTAL_BOOKINGS", "http://breaks.internal:50053", "PORTAL_BOOKINGS must be https in production"],
  ["PORTAL_LISTEN", "none", "PORTAL_LISTEN must be a port"],
  ["PORTAL_COOKIE_SECRET_FILE", `${folder}/short`, "must hold at least 32 characters"],
  ["PORTAL_REDIS_SOCKET", "", "PORTAL_REDIS_SOCKET is not set"],
  ["PORTAL_REDIS_USER", "portal", "PORTAL_REDIS_USER and PORTAL_REDIS_PASSWORD_FILE go together"],
])("%s = %s is refused", (name, value, sentence) => {
  expect(() => readSettings({ ...good, [name]: value })).toThrow(sentence);
});

test("the local sign-in refuses to start in production", () => {
  const main = new URL("../local-sign-in/main.ts", import.meta.url).pathname;
  const { status, stderr } = spawnSync(process.execPath, [main], { env: { ...process.env, NODE_ENV: "production" }, encoding: "utf8" });
  expect(status).toBe(1);
  expect(stderr).toContain("refused: it asks nobody for a password");
});

test.each(["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "", undefined])("sign-in does not go on to %s", (path) => {
  expect(ownPage(path)).toBe("/home");
});

test("sign-in goes on to the page that was wanted", () => {
  expect(ownPage("/find?near=WV3&day=SATURDAY")).toBe("/find?near=WV3&day=SATURDAY");
});
