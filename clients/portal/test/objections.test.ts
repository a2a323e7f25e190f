// A text that the services do not take comes back with what is wrong with it, at its field, and nothing of it is lost.
import { availability, eligibility } from "@shortbreaks/client";
import { Code } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";

import { bookPages } from "../src/pages/council/children/book.ts";
import { cancelPages } from "../src/pages/council/children/cancel.ts";
import { waitingPages } from "../src/pages/council/children/waiting.ts";
import { applicationPages } from "../src/pages/families/applications.ts";
import { registerPages } from "../src/pages/provider/register.ts";
import { requestPages } from "../src/pages/provider/requests.ts";
import { providerSessionPages } from "../src/pages/provider/session.ts";
import type { Page } from "../src/table.ts";
import { instantOf } from "../src/words.ts";
import { type Answer, type Asked, errorOf, uuid, visit, wrongField } from "./visits.ts";

const ID = uuid(1);
const TEXT = "They sleep badly \u{202e} & wake us.";
const WHY = "Must not hold the character U+202E, which cannot be seen or turns text around: leave it out.";
const inHours = (hours: number) => instantOf(new Date(Date.now() + hours * 3_600_000));

/** Services of which each answers with what is given for it. */
function services(answers: Record<string, Record<string, unknown>>): object {
  const call = (answer: unknown) => async () => {
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return Object.fromEntries(Object.entries(answers).map(([service, calls]) => [service, Object.fromEntries(Object.entries(calls).map(([name, answer]) => [name, call(answer)]))]));
}

const child = { name: `children/${ID}`, displayName: "Robin", needs: [], supportRatio: { staff: 1, children: 3 } };
const session = { name: `sessions/${ID}`, state: availability.SessionState.PUBLISHED, startTime: inHours(24), endTime: inHours(26), places: 3, placesTaken: 0, etag: "1" };
const offer = { session, activity: { name: `activities/${ID}`, title: "Club", venue: {} }, freePlaces: 3, bookable: true };
const eligibilityOf = { listChildren: { children: [child], nextPageToken: "" }, getChild: { child } };
const availabilityOf = { getSession: { offer }, getActivity: { activity: offer.activity } };
const policies = { getLivePolicy: { content: "offers:\n  - {offer: targeted, title: Targeted short breaks}" } };
const application = { name: `applications/${ID}`, child: child.name, state: eligibility.ApplicationState.NOTIFIED, etag: "1", offeredEvidence: [], evidenceWanted: [] };
const booking = { name: `bookings/${ID}`, child: child.name, session: session.name, state: 6, startTime: session.startTime, endTime: session.endTime, createTime: inHours(-1), forfeited: { unit: 1, amount: 60n }, waivedBy: "", etag: "1" };

interface Case {
  pages: readonly Page[];
  path: string;
  /** Services with the one call that refuses. */
  me: (refusal: Error) => object;
  role?: "provider" | "officer";
  field: string;
  wrong: string;
  body: Record<string, string>;
}

const reviewing = (call: string) => (refusal: Error) => services({ eligibility: eligibilityOf, policies, applications: { getApplication: { application, history: [] }, [call]: refusal } });
const request = { booking: booking.name, session: session.name, activity: offer.activity.name, needs: [], ageYears: 11, etag: "1", startTime: session.startTime, endTime: session.endTime, dueTime: inHours(9) };
const answering = (refusal: Error) => services({ needsMatch: { listRequests: { requests: [request], nextPageToken: "" }, answerRequest: refusal }, availability: availabilityOf });
const register = { bookings: [{ ...booking, state: 11, attendance: { minutes: 0 } }], children: [], unmarked: 0, startTime: inHours(-2), endTime: inHours(-1), closeTime: inHours(99) };
const CASES: Record<string, Case> = {
  "a family's statement": {
    pages: applicationPages, path: "/apply", field: "statement", wrong: "application.statement", body: { offer: "targeted", statement: TEXT },
    me: (refusal) => services({ eligibility: eligibilityOf, policies, applications: { createApplication: refusal } }),
  },
  "why a family asks to look again": { pages: applicationPages, path: "/applications/:id/review", me: reviewing("requestReview"), field: "reason", wrong: "reason", body: { reason: TEXT } },
  "why a family takes it back": { pages: applicationPages, path: "/applications/:id/withdraw", me: reviewing("withdrawApplication"), field: "reason", wrong: "reason", body: { reason: TEXT } },
  "what a provider will do": { pages: requestPages, path: "/provider/requests/:id", role: "provider", me: answering, field: "adjustments", wrong: "adjustments", body: { answer: "SUITABLE_WITH_ADJUSTMENTS", adjustments: TEXT } },
  "why a provider cannot meet the needs": { pages: requestPages, path: "/provider/requests/:id", role: "provider", me: answering, field: "reason", wrong: "cannot_meet_reason", body: { answer: "CANNOT_MEET", category: "STAFFING", reason: TEXT } },
  "why a session is called off": {
    pages: providerSessionPages, path: "/provider/sessions/:id/call-off", role: "provider", field: "reason", wrong: "reason", body: { reason: TEXT },
    me: (refusal) => services({
      availability: { ...availabilityOf, cancelSession: refusal }, capacity: { getCapacity: { session, use: { children: [] } } }, bookings: { listBookings: { bookings: [], nextPageToken: "" } },
      registers: { getRegister: { bookings: [], children: [] } }, affected: { listAffectedBookings: { bookings: [], staffShort: 0 } }, needsMatch: { listRequests: { requests: [], nextPageToken: "" } },
    }),
  },
  "why a mark is changed": {
    pages: registerPages, path: "/provider/sessions/:id/register", role: "provider", field: `reason-${ID}`, wrong: "marks[0].reason",
    body: { [`etag-${ID}`]: "1", [`marked-${ID}`]: "yes", [`outcome-${ID}`]: "NO_SHOW", [`reason-${ID}`]: TEXT },
    me: (refusal) => services({ registers: { getRegister: register, markAttendance: refusal }, availability: { getSession: { offer: { ...offer, session: { ...session, startTime: inHours(-2), endTime: inHours(-1) } } } } }),
  },
  "why an officer books": {
    pages: bookPages, path: "/council/children/:id/book", role: "officer", field: "reason", wrong: "officer_reason", body: { session: ID, what: "overrule", reason: TEXT },
    me: (refusal) => services({
      eligibility: { ...eligibilityOf, decide: { decision: { result: eligibility.DecisionResult.REFER, rules: [], warnings: [], pricePence: 0n } } },
      availability: availabilityOf, bookings: { getBalance: { balances: [] }, bookPlace: refusal },
    }),
  },
  "why a child comes first": {
    pages: waitingPages, path: "/council/waiting/:id/offer", role: "officer", field: "reason", wrong: "reason", body: { reason: TEXT },
    me: (refusal) => services({
      waiting: { getWaitingListEntry: { entry: { name: `waitingListEntries/${ID}`, child: child.name, activity: offer.activity.name, session: session.name, state: 1, sinceTime: inHours(-1) }, position: { ahead: 0, explanation: "First." } }, offerPlace: refusal },
      eligibility: eligibilityOf, availability: availabilityOf,
    }),
  },
  "why a charge is given back": {
    pages: cancelPages, path: "/council/bookings/:id/cancel", role: "officer", field: "reason", wrong: "reason", body: { cause: "ILLNESS", costs: "yes", charge: "waive", reason: TEXT },
    me: (refusal) => services({ bookings: { getBooking: { booking }, cancelBooking: { booking }, waiveCharge: refusal }, eligibility: eligibilityOf, availability: availabilityOf }),
  },
};

async function send({ pages, path, me, role = undefined, body }: Case, refusal: Error): Promise<Answer> {
  const asked: Asked = { me: me(refusal), id: ID, body, ...(role && { role }) };
  return visit(pages, "post", path, asked);
}

describe.each(Object.entries(CASES))("%s", (_, one) => {
  test("comes back with what is wrong with it", async () => {
    const { status, html, text } = await send(one, wrongField(one.wrong, WHY));
    expect(status).toBe(422);
    expect(text).toContain(WHY);
    expect(html).toContain(`href="#${one.field}"`);
    const at = html.indexOf(`id="${one.field}"`);
    expect(at).toBeGreaterThan(0);
    expect(html).toContain(`id="${one.field}-error"`);
    expect(html.slice(at - 300, at + 600)).toContain(TEXT.replace("&", "&amp;"));
  });

  test("is refused as ever where something else is wrong", async () => {
    const refusal = errorOf(Code.PermissionDenied, "NOT_ALLOWED");
    await expect(send(one, refusal)).rejects.toBe(refusal);
  });
});

test("a family is told what such a thing may come from", async () => {
  const { text } = await send(CASES["a family's statement"] as Case, wrongField("application.statement", WHY));
  expect(text).toContain(`A hidden mark may have come with something you pasted, or with a picture sign. ${WHY}`);
});
