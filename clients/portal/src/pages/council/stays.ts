// Overnight stays against the law: how near a child comes, setting by setting, and who comes near.
import { type eligibility, pages } from "@shortbreaks/client";

import type { Page } from "../../table.ts";
import { idOf, referenceOf, type Visit } from "../../visit.ts";
import { providerNames } from "./demand/supply.ts";

export interface SettingInWords {
  provider: string;
  stay: string;
  year: string;
  /** More than the law allows without its full regulations. */
  past: boolean;
}

/** A line for each setting: `Longest stay: 14 of 17 days.` */
export function settingsInWords(visit: Visit, counters: eligibility.StatutoryCounter[], names: Map<string, string>): SettingInWords[] {
  return counters.map((one) => {
    const of = (count: bigint, max: bigint) => visit.t(`council-stays.of.${one.countedIn}`, { count: Number(count), max: Number(max) });
    return { provider: names.get(one.provider) ?? "", stay: of(one.stay, one.stayMax), year: of(one.year, one.yearMax), past: one.stay > one.stayMax || one.year > one.yearMax };
  });
}

async function list(visit: Visit): Promise<void> {
  const ask = (request: { pageToken?: string }) => visit.me.delivery.summarizeDelivery({ ...request, pageSize: 500 });
  const near: eligibility.ChildNearLimit[] = [];
  for await (const answer of pages(ask, {})) near.push(...answer.nearLimit);
  const names = near.length > 0 ? await providerNames(visit) : new Map<string, string>();
  const rows = near.map(({ child, overnightStays }) => ({ id: idOf(child), reference: referenceOf(child), settings: settingsInWords(visit, overnightStays, names) }));
  visit.show("council/stays", { rows });
}

export const stayPages: Page[] = [{ method: "get", path: "/council/stays", roles: ["officer"], purpose: "review", show: list }];
