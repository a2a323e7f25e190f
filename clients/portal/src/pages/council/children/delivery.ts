// What a child was to have in a year, what it had, and why any of it fell short.
import { eligibility } from "@shortbreaks/client";

import type { Page } from "../../../table.ts";
import { idOf, type Visit } from "../../../visit.ts";
import { providerNames } from "../demand/supply.ts";
import { settingsInWords } from "../stays.ts";
import { childOf } from "./reads.ts";

/** A line is behind where what was delivered, and what no register says yet, are below what the year so far stands for. */
export const isBehind = (line: eligibility.DeliveryLine): boolean => line.delivered + line.unmarked < line.expected;

async function delivery(visit: Visit): Promise<void> {
  const name = visit.nameOf("children");
  const [child, answer] = await Promise.all([childOf(visit, name), visit.me.delivery.getDelivery({ child: name })]);
  const lines = answer.lines.map((line) => ({
    ...line,
    behind: isBehind(line),
    short: line.shortfalls.map(({ cause, amount }) => ({ word: eligibility.ShortfallCause[cause], amount })),
  }));
  const settings = answer.overnightStays.length > 0 ? settingsInWords(visit, answer.overnightStays, await providerNames(visit)) : [];
  visit.show("council/children/delivery", { child, settings, id: idOf(name), answer, lines, behind: lines.filter((line) => line.behind).length });
}

export const deliveryPages: Page[] = [
  { method: "get", path: "/council/children/:id/delivery", roles: ["officer"], purpose: "review", about: "children", show: delivery },
];
