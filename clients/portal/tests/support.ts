// What the browser tests share: the world, people who sign in, and what every page must be.
import AxeBuilder from "@axe-core/playwright";
import { type Browser, type BrowserContextOptions, expect, type Page, type Response, test as base } from "@playwright/test";
import { HtmlValidate } from "html-validate";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

import { useKeyboardAlone } from "./keyboard.ts";

export interface World {
  availability: string;
  eligibility: string;
  bookings: string;
  portal: string;
  signIn: string;
  run: string;
  directory: string;
  pids: Record<string, number>;
}

export const world = JSON.parse(readFileSync(`${process.env["SHORTBREAKS_WORLD"]}/world.json`, "utf8")) as World;

/** As root in the tests' own database: to make time pass, and to see what stands there. */
export function sql(statement: string): string {
  const where = ["--no-defaults", "--user=root", `--socket=${world.run}/mysql.sock`, "--batch", "--skip-column-names", "shortbreaks"];
  return execFileSync("mariadb", [...where, "-e", statement], { encoding: "utf8" }).trim();
}

/** What the tests' own Redis answers. */
export function redis(...command: string[]): string {
  return execFileSync("redis-cli", ["-s", `${world.run}/redis.sock`, ...command], { encoding: "utf8" }).trim();
}

export type PersonId = "jo" | "sam" | "club" | "officer" | "second" | "reader";
const NAMES: Record<PersonId, string> = { jo: "Jo Example-Ashmore", sam: "Sam Sample-Bilbrook", club: "Pat Example", officer: "Ola Example", second: "Max Example", reader: "Ros Example" };

/** Whether pages' scripts run in this project. */
export const withScripts = (): boolean => test.info().project.use.javaScriptEnabled !== false;

export async function signIn(page: Page, person: PersonId, path = "/home"): Promise<void> {
  if (withScripts()) useKeyboardAlone(page);
  await page.goto(`/sign-in?to=${encodeURIComponent(path)}`);
  await page.getByRole("button", { name: NAMES[person] }).click();
  await page.waitForURL((url) => url.origin === world.portal);
}

/** A browser of that person's own. */
export async function browserOf(browser: Browser, person: PersonId, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: world.portal, locale: "en-GB", ...options });
  const page = await context.newPage();
  await signIn(page, person);
  return page;
}

const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: { "long-title": "off", "no-trailing-whitespace": "off", "void-style": "off", "require-sri": "off", "no-inline-style": "error", "form-dup-name": ["error", { shared: ["checkbox", "radio", "submit", "button"] }] },
});

/** No violation of axe's and html-validate's rules, one h1, a title that says the page, and no scrolling sideways on a small phone. */
export async function expectGoodPage(page: Page): Promise<void> {
  await page.waitForLoadState(); // after a press of a link the page may have an address and nothing on it yet
  await expectAccessible(page);
  await expectFitsPhone(page);
  await keepPicture(page);
  await expectGoodSource(page, await (await page.request.get(page.url())).text());
}

/** The same of a page that a form was answered with, which has no address to read it at again. */
export async function expectGoodAnswer(page: Page, answer: Response): Promise<void> {
  await expectAccessible(page);
  await expectGoodSource(page, await answer.text());
}

/** What a press of the button with that name is answered with. */
export async function answerTo(page: Page, button: string): Promise<Response> {
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: button }).click();
  const answer = await answered;
  await page.waitForLoadState();
  return answer;
}

let pictures = 0;

/** Of every page that is looked at, for whoever wants to look too: in the folder SHORTBREAKS_PICTURES, if that is set. */
async function keepPicture(page: Page): Promise<void> {
  const folder = process.env["SHORTBREAKS_PICTURES"];
  if (folder === undefined) return;
  const title = (await page.title()).toLowerCase().replaceAll(/[^a-z]+/g, "-").slice(0, 40);
  await page.screenshot({ path: `${folder}/${String(++pictures).padStart(3, "0")}-${title}.png`, fullPage: true });
}

async function expectFitsPhone(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  await expectFits(page);
  if (before) await page.setViewportSize(before);
}

/** No scrolling sideways at the width that the page has. */
export async function expectFits(page: Page): Promise<void> {
  const { scroll, client } = await page.locator("html").evaluate((html) => ({ scroll: html.scrollWidth, client: html.clientWidth }));
  expect(scroll, page.url()).toBeLessThanOrEqual(client);
}

async function expectAccessible(page: Page): Promise<void> {
  // It is a script itself, and the same pages are looked at where scripts run.
  if (!withScripts()) return;
  // Pages without frames need no page of its own to put their results together.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`)).toEqual([]);
}

export async function expectGoodSource(page: Page, source: string): Promise<void> {
  const report = await validator.validateString(source);
  expect(report.results.flatMap(({ messages }) => messages.map(({ ruleId, message, line }) => `${line}: ${ruleId}: ${message}`))).toEqual([]);
  await expect(page.locator("h1")).toHaveCount(1);
  await expect(page).toHaveTitle(/.+ - (Short Breaks|Seibiannau Byr)$/);
}

/** Every text that says a number of things says it right. */
export async function expectRightPlurals(page: Page): Promise<void> {
  const text = await page.locator("main").innerText();
  // One, and not the end of 801.1.
  expect(text).not.toMatch(/(?<![\d.,])1 (places|hours|minutes|breaks|bookings|families|nights|lists|miles|adults)\b/);
  expect(text).not.toMatch(/\b(?:0|[2-9]|\d\d+) (place|hour|minute|break|booking|family|night|list|mile) /);
  expect(text).not.toMatch(/undefined|NaN|\[object|null/);
}

export const test = base;
export { expect };
