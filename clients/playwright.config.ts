// Browser tests of the portal, against the world that portal/tests/world started. Each project wants a world of its own.
import { defineConfig } from "@playwright/test";
import { readFileSync } from "node:fs";

const directory = process.env["SHORTBREAKS_WORLD"];
if (!directory) throw new Error("run these with portal/tests/run, which starts what they need");
const { portal } = JSON.parse(readFileSync(`${directory}/world.json`, "utf8")) as { portal: string };

export default defineConfig({
  testDir: "portal/tests",
  outputDir: `${directory}/playwright`,
  // They share families and places, and take them one after the other.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 5_000 },
  reporter: [["list"], ["junit", { outputFile: process.env["SHORTBREAKS_REPORT"] ?? `${directory}/playwright.xml` }]],
  use: {
    baseURL: portal,
    locale: "en-GB",
    timezoneId: "Europe/London",
    launchOptions: { executablePath: "/usr/bin/chromium", args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] },
  },
  projects: [
    // By the keyboard alone, with scripts, each page looked at with axe.
    { name: "portal", testIgnore: /(down|screenshots)\.spec\.ts/ },
    // Ends a service, and so comes last.
    { name: "down", testMatch: /down\.spec\.ts/, dependencies: ["portal"] },
    // The same without scripts, by the mouse; what a test tagged @once asks has the same answer there, or needs them.
    { name: "plain", testIgnore: /(access|down|screenshots)\.spec\.ts/, grepInvert: /@once/, use: { javaScriptEnabled: false } },
    { name: "screenshots", testMatch: /screenshots\.spec\.ts/ },
  ],
});
