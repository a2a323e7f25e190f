// A month's claim.
import type { bookings } from "@shortbreaks/client";

import type { Visit } from "../../visit.ts";
import { providerOf } from "./reads.ts";

/** The months before the one of this day, the latest first. */
export function monthsBefore(day: string, count: number): string[] {
  const [year = 0, month = 0] = day.split("-").map(Number);
  return Array.from({ length: count }, (_, index) => new Date(Date.UTC(year, month - 2 - index, 1)).toISOString().slice(0, 7));
}

/** `November 2026` */
export function monthWord(visit: Visit, month: string): string {
  return visit.words.date({ ...monthFields(month), day: 1 }).replace(/^1 /, "");
}

function monthFields(month: string) {
  const [year = 0, ofYear = 0] = month.split("-").map(Number);
  return { year, month: ofYear };
}

export async function readClaim(visit: Visit, month: string): Promise<bookings.Claim> {
  const { claim } = await visit.me.registers.getClaim({ provider: providerOf(visit), month });
  if (!claim) throw new Error("no claim in the answer");
  return claim;
}
