import { eligibility, type } from "@shortbreaks/client";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { actorIn } from "../src/actor.ts";
import { translator } from "../src/messages.ts";
import { addDays } from "../src/days.ts";
import { dayText } from "../src/days.ts";
import { dayOf, daysUntil } from "../src/pages/council/days.ts";
import { changesIn } from "../src/pages/council/effects.ts";
import { papersFor, readPolicyFile, rulesIn, titlesIn, usualWindow } from "../src/pages/council/policy-text.ts";
import { publicParts } from "../src/pages/council/public-text.ts";
import { amountOf, quantityOf, waitsFor, whoOf } from "../src/pages/council/shown.ts";
import { referenceOf, type Visit } from "../src/visit.ts";
import { Words } from "../src/words.ts";

const { MINUTES, NIGHTS, PENCE } = type.AllocationUnit;

describe("days", () => {
  test.each(["2026-02-31", "2026-13-01", "26-01-01", "", "1999-12-31", "tomorrow"])("%s is none", (text) => expect(dayOf(text)).toBeUndefined());

  test("are read and written", () => {
    expect(dayOf("2028-02-29")).toEqual({ year: 2028, month: 2, day: 29 });
    expect(dayText({ year: 2026, month: 3, day: 4 })).toBe("2026-03-04");
    expect(dayText(undefined)).toBe("");
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  });

  test("are counted from London's today, also where the clocks change", () => {
    const lateInLondon = new Date("2026-06-30T23:30:00Z");
    expect(daysUntil({ year: 2026, month: 7, day: 1 }, lateInLondon)).toBe(0);
    expect(daysUntil({ year: 2026, month: 7, day: 3 }, lateInLondon)).toBe(2);
    expect(daysUntil({ year: 2026, month: 10, day: 24 }, new Date("2026-10-26T12:00:00Z"))).toBe(-2);
  });
});

describe("amounts that an officer writes", () => {
  test.each([
    ["40", "hours", MINUTES, 2_400n],
    ["37.5", "hours", MINUTES, 2_250n],
    ["7", "nights", NIGHTS, 7n],
    ["450.50", "pounds", PENCE, 45_050n],
  ])("%s %s", (amount, unit, kept, count) => expect(quantityOf(amount, unit)).toEqual({ unit: kept, amount: count }));

  test.each([["0", "hours"], ["1.5", "nights"], ["-3", "hours"], ["1.01", "hours"], ["many", "hours"], ["4", "days"], ["", "hours"]])("%s %s is none", (amount, unit) => {
    expect(quantityOf(amount, unit)).toBeUndefined();
  });

  test("come back as they were written", () => {
    const shown = amountOf({ $typeName: "shortbreaks.type.v1.Quantity", unit: MINUTES, amount: 2_250n });
    expect(shown).toEqual({ amount: "37.5", unit: "hours" });
    expect(amountOf(undefined)).toEqual({ amount: "", unit: "" });
  });
});

describe("a policy's file", () => {
  const file = readPolicyFile(readFileSync(new URL("../../../deploy/policies/wolverhampton-sample.yaml", import.meta.url), "utf8"));

  test("gives its offers' titles and its rules in order, each as deep as it stands", () => {
    expect(titlesIn(file).get("overnight")).toBe("Overnight short breaks");
    const rules = rulesIn(file.offers?.[0]?.needs);
    expect(rules.map(({ rule, depth }) => `${rule} ${depth}`)).toEqual(["home 0", "age 0", "evidence 0", "dla 1", "pip 1", "plan 1", "letter 1"]);
    expect(rules[0]?.says).toBe("The child lives in Wolverhampton.");
    expect(rules[3]?.text).toContain("rates");
    expect(rules[2]?.text).toBe("");
  });

  test("says which papers a rule asks for", () => {
    const rules = rulesIn(file.offers?.[0]?.needs);
    const paper = (kind: string) => ({ kind, one: { kind } as unknown as eligibility.Evidence });
    const papers = ["DLA_CARE_HIGHEST", "PIP_MOBILITY_STANDARD", "EHC_PLAN", "LETTER_GP"].map(paper);
    const found = Object.fromEntries(rules.map((rule) => [rule.rule, papersFor(rule, papers).map(({ kind }) => String(kind))]));
    expect(found).toEqual({ home: [], age: [], evidence: [], dla: ["DLA_CARE_HIGHEST"], pip: ["PIP_MOBILITY_STANDARD"], plan: ["EHC_PLAN"], letter: ["LETTER_GP"] });
  });

  test("says until when a decision usually grants", () => {
    expect(usualWindow(file, new Date("2026-11-29T12:00:00Z"))).toEqual({ from: "2026-11-29", until: "2027-03-31" });
    expect(usualWindow(file, new Date("2027-03-31T12:00:00Z"))).toEqual({ from: "2027-03-31", until: "2027-03-31" });
    expect(usualWindow(file, new Date("2027-04-01T12:00:00Z"))).toEqual({ from: "2027-04-01", until: "2028-03-31" });
  });

  test("that is no mapping gives nothing, and a page goes on", () => {
    expect(titlesIn(readPolicyFile("just text")).size).toBe(0);
    expect(rulesIn(undefined)).toEqual([]);
  });
});

test("public criteria become headings, lines and lists of lists", () => {
  const parts = publicParts("# Title\n\nA sample.\n\n## When\n\n- One of these. The child\n  - has a plan\n  - has a letter\n- Each year.\n");
  expect(parts).toEqual([
    { heading: "", paragraphs: ["A sample."], lines: [] },
    { heading: "When", paragraphs: [], lines: [{ text: "One of these. The child", below: ["has a plan", "has a letter"] }, { text: "Each year.", below: [] }] },
  ]);
});

test("effects of a policy are counted by offer and by what comes of it", () => {
  const effect = (offer: string, after: string, was?: bigint, is?: bigint) =>
    ({ offer, before: "eligible", after, entitlementBefore: was && { amount: was }, entitlementAfter: is && { amount: is } }) as unknown as eligibility.PolicyEffect;
  const changes = changesIn([effect("targeted", "eligible", 60n, 40n), effect("targeted", "refer", 60n), effect("targeted", "eligible", 40n, 60n), effect("overnight", "refer")]);
  expect(changes.map(({ offer, after, children, more, less }) => `${offer} ${after} ${children} ${more} ${less}`)).toEqual(["targeted eligible 2 1 1", "targeted refer 1 0 1", "overnight refer 1 0 0"]);
});

test("a person is named as the services name it, and a token that is none names nobody", () => {
  const token = (payload: object) => `x.${Buffer.from(JSON.stringify(payload)).toString("base64url")}.x`;
  expect(actorIn(token({ sub: "officer:demo" }), "officer")).toBe("officer:officer:demo");
  expect(actorIn(token({ sub: "carers/abc" }), "carer")).toBe("carer:abc");
  expect(actorIn("opaque", "officer")).toBe("");
  expect(actorIn(token({}), "officer")).toBe("");
  expect(referenceOf("applications/01a226e5-3b5a-762a-8980-0c3e245d7f55")).toBe("245D7F55");
});

describe("what an application waits for", () => {
  const t = translator("en");
  const visit = { t, words: new Words(t, "en"), now: new Date("2026-11-29T12:00:00Z"), actor: "officer:officer:demo" } as unknown as Visit;
  const said = (given: object) => waitsFor(visit, { ageDays: 0, ...given } as unknown as eligibility.Application);
  const submitTime = { seconds: 1n, nanos: 0 };

  test("says how long it has waited, and how far off a day is", () => {
    expect(said({ submitTime })).toEqual(["Handed in today"]);
    expect(said({ submitTime, ageDays: 1 })).toEqual(["Handed in 1 day ago"]);
    expect(said({ submitTime, ageDays: 12 })).toEqual(["Handed in 12 days ago"]);
    expect(said({ evidenceDueDate: { year: 2026, month: 11, day: 30 } })).toEqual(["Papers are due by 30 November 2026, in 1 day"]);
    expect(said({ evidenceDueDate: { year: 2026, month: 11, day: 29 } })).toEqual(["Papers are due by 29 November 2026, today"]);
  });

  test("says what is late, and that nothing is refused because of it", () => {
    const late = said({ evidenceDueDate: { year: 2026, month: 11, day: 26 }, evidenceOverdue: true });
    expect(late).toEqual(["Papers were due by 26 November 2026, 3 days ago. Nothing is refused because of that"]);
    const deferred = { state: eligibility.ApplicationState.DEFERRED, decision: { deferUntil: { year: 2026, month: 11, day: 28 } }, deferReached: true };
    expect(said(deferred)).toEqual(["It was put off until 28 November 2026, 1 day ago. That day has come"]);
  });

  test("says what is urgent first, and whose a decision is that waits", () => {
    expect(said({ submitTime, priority: eligibility.ApplicationPriority.URGENT })).toEqual(["Urgent", "Handed in today"]);
    expect(said({ decision: { awaitsSecondKey: true, decider: "officer:officer:demo" } })).toEqual(["You decided. It waits for a second officer"]);
    expect(said({ decision: { awaitsSecondKey: true, decider: "officer:officer:second" } })).toEqual(["Waits for a second officer"]);
    expect(whoOf(visit, "officer:officer:demo")).toBe("you");
    expect(whoOf(visit, "officer:officer:second")).toBe("Officer second");
    expect(whoOf(visit, "")).toBe("");
  });
});
