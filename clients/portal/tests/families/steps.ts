// Steps of a parent's journey that several tests take.
import type { Page } from "@playwright/test";

import { expect, sql, world } from "../support.ts";

/** An activity's sessions that nobody has touched yet, the soonest first that starts in more than a week. */
export function sessionOf(activity: string, skip = 0): string {
  const text = "LOWER(INSERT(INSERT(INSERT(INSERT(HEX(s.session_id),9,0,'-'),14,0,'-'),19,0,'-'),24,0,'-'))";
  const id = sql(`SELECT ${text} FROM sessions s JOIN activities a USING (council_id, activity_id)
    WHERE a.external_id = '${activity}' AND s.start_time > NOW() + INTERVAL 8 DAY ORDER BY s.start_time LIMIT 1 OFFSET ${skip}`);
  if (id === "") throw new Error(`${activity} has no session ${skip}`);
  return id;
}

export async function keepPlace(page: Page, session: string): Promise<string> {
  await page.goto(`/sessions/${session}`);
  await page.getByRole("button", { name: "Keep this place" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check before you book");
  return new URL(page.url()).pathname.split("/")[2] ?? "";
}

/** Lets the hold's time come nearer, or be over. */
export function holdEndsIn(booking: string, seconds: number): void {
  sql(`UPDATE bookings SET hold_expire_time = NOW(6) + INTERVAL ${seconds} SECOND WHERE booking_id = UNHEX(REPLACE('${booking}', '-', ''))`);
}

/** What the balance page says is left, in hours. */
export async function hoursLeft(page: Page): Promise<number> {
  await page.goto("/balance");
  const text = await page.locator("[data-left]").first().innerText();
  return Number(/^(\d+) hours? left of/.exec(text)?.[1]);
}

export const portalUrl = (path: string) => `${world.portal}${path}`;
