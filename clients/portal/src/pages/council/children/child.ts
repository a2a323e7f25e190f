// A child's file as an officer works with it.
import { eligibility, firstOf } from "@shortbreaks/client";

import type { Page } from "../../../table.ts";
import { idOf, type Visit } from "../../../visit.ts";
import { londonDay } from "../../../words.ts";
import { ageOn } from "../../families/find.ts";
import { bookedFor } from "../../booked.ts";
import { offersOf } from "../../families/reads.ts";
import { childOf, rowsOf, waitingOf } from "./reads.ts";

async function child(visit: Visit): Promise<void> {
  const name = visit.nameOf("children");
  const papersOf = (request: { pageToken?: string }) => visit.me.eligibility.listEvidence({ ...request, child: name });
  const [found, evidence, { balances }, booked, entries] = await Promise.all([
    childOf(visit, name),
    firstOf(100, papersOf, {}, (page) => page.evidence),
    visit.me.bookings.getBalance({ child: name }),
    bookedFor(visit, name, "to come").then((coming) => rowsOf(visit, coming)),
    waitingOf(visit, name),
  ]);
  const papers = evidence.filter((one) => !one.withdrawTime).map((one) => ({ ...one, word: eligibility.EvidenceKind[one.kind] }));
  visit.show("council/children/child", {
    child: found,
    id: idOf(name),
    age: ageOn(found.dateOfBirth, londonDay(visit.now)),
    papers,
    route: eligibility.AssessmentRoute[found.assessmentRoute],
    balances: balances.map((one) => ({ ...one, id: idOf(one.allocation) })),
    booked,
    waiting: await withOffers(visit, entries),
  });
}

type Entries = Awaited<ReturnType<typeof waitingOf>>;

async function withOffers(visit: Visit, entries: Entries) {
  const sessionOf = ({ entry, position }: Entries[number]) => entry.session || position?.session || "";
  const offers = await offersOf(visit, entries.map(sessionOf).filter((name) => name !== ""));
  return entries.map((one) => ({ ...one, id: idOf(one.entry.name), offer: offers.get(sessionOf(one)) }));
}

export const childPages: Page[] = [{ method: "get", path: "/council/children/:id", roles: ["officer"], about: "children", show: child }];
