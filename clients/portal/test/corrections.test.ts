// More time for a correction is offered where the council may take it: once, and before its time is over.
import { eligibility } from "@shortbreaks/client";
import { expect, test } from "vitest";

import { correctionPages } from "../src/pages/council/corrections.ts";
import { instantOf } from "../src/words.ts";
import { uuid, visit } from "./visits.ts";

const child = { name: `children/${uuid(1)}`, displayName: "Robin" };
const inDays = (days: number) => {
  const day = new Date(Date.now() + days * 86_400_000);
  return { year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate() };
};

async function answersFor(due: object): Promise<string[]> {
  const correction = { name: `corrections/${uuid(2)}`, child: child.name, state: eligibility.CorrectionState.OPEN, request: "Her school is another.", requester: "", requestTime: instantOf(new Date()), extended: false, etag: "1", ...due };
  const me = { corrections: { listCorrections: async () => ({ corrections: [correction], nextPageToken: "" }) }, eligibility: { getChild: async () => ({ child }) } };
  const { html } = await visit(correctionPages, "get", "/council/corrections/:id", { me, role: "officer", id: uuid(2) });
  return [...html.matchAll(/name="state" type="radio" value="(\w+)"/g)].map(([, value = ""]) => value);
}

test("more time is offered while there is some, and once", async () => {
  const answers = ["CORRECTED", "PARTLY_CORRECTED", "REFUSED", "WITHDRAWN"];
  expect(await answersFor({ dueDate: inDays(2) })).toEqual([...answers, "EXTEND"]);
  expect(await answersFor({ dueDate: inDays(2), extended: true })).toEqual(answers);
  expect(await answersFor({ dueDate: inDays(-2) })).toEqual(answers);
});
