// The council's rules: every version, what one says, handing in a new one, publishing it by another officer, taking it back.
import { eligibility, isShortBreaksError } from "@shortbreaks/client";

import type { Page } from "../../table.ts";
import type { FieldError } from "../../views.ts";
import { idOf, UUID, type Visit } from "../../visit.ts";
import { londonDay } from "../../words.ts";
import { dayText } from "../../days.ts";
import { dayOf } from "./days.ts";
import { pageOf } from "./lists.ts";
import { type PolicyOffer, readPolicyFile, rulesIn } from "./policy-text.ts";
import { publicParts } from "./public-text.ts";
import { refusalOf, whoOf } from "./shown.ts";

const { PROPOSED, PUBLISHED } = eligibility.PolicyState;
/** As much as the services take, with room for what a browser writes longer. */
const FILE_MAX = 256 * 1024;

/** The name of the version that is in force today; empty where none is. */
async function liveName({ me }: Visit): Promise<string> {
  try {
    return (await me.policies.getLivePolicy({})).policy?.name ?? "";
  } catch (error) {
    if (!isShortBreaksError(error, "NO_LIVE_POLICY")) throw error;
    return "";
  }
}

/** `live`, `ahead` of its first day, `past`, or as it was never published: `proposed`, `withdrawn`. */
function standOf({ state, name, fromDate }: eligibility.Policy, live: string, today: string): string {
  if (state === PROPOSED) return "proposed";
  if (state !== PUBLISHED) return "withdrawn";
  if (name === live) return "live";
  return dayText(fromDate) > today ? "ahead" : "past";
}

async function list(visit: Visit): Promise<void> {
  const page = await pageOf(visit, "/council/policies", (pageToken) => visit.me.policies.listPolicies({ pageSize: 50, pageToken }));
  if (!page) return;
  const [live, today] = [await liveName(visit), londonDay(visit.now)];
  const rows = page.answer.policies.map((policy) => ({ policy, id: idOf(policy.name), stands: standOf(policy, live, today) }));
  visit.show("council/policies", { ...page, rows, any: live !== "" });
}

/** An offer with what it gives and its rules, as the file has them. */
function offerOf({ offer = "", title = offer, tier = "", then = "", needs, gives = [], review_months, evidence_days }: PolicyOffer) {
  const amounts = gives.map((one) => ({ amount: [one.amount, one.or].filter((part) => part).join(" / "), per: one.per ?? "", when: one.when !== undefined }));
  const rules = rulesIn(needs).map((rule) => ({ ...rule, depth: Math.min(rule.depth + 1, 3) }));
  return { offer, title, tier, then, amounts, rules, review: review_months ?? 0, evidence: evidence_days ?? 0 };
}

/** The criteria as families read them, written by the services; of a version that is in force on its day. */
async function publicTextOf({ me }: Visit, policy: eligibility.Policy, today: string): Promise<string> {
  if (policy.state !== PUBLISHED) return "";
  const from = dayText(policy.fromDate);
  try {
    const answer = await me.policies.getLivePolicy({ day: dayOf(from > today ? from : today) });
    return answer.policy?.name === policy.name ? answer.publicText : "";
  } catch (error) {
    if (!isShortBreaksError(error, "NO_LIVE_POLICY")) throw error;
    return "";
  }
}

async function read(visit: Visit) {
  const [{ policy, content }, live] = await Promise.all([visit.me.policies.getPolicy({ name: visit.nameOf("policies") }), liveName(visit)]);
  if (!policy) throw new Error("no policy in the answer");
  const today = londonDay(visit.now);
  const stands = standOf(policy, live, today);
  return {
    policy,
    content,
    id: idOf(policy.name),
    stands,
    offers: (readPolicyFile(content).offers ?? []).map(offerOf),
    text: publicParts(await publicTextOf(visit, policy, today)),
    proposer: whoOf(visit, policy.proposer),
    publisher: whoOf(visit, policy.publisher),
    mine: policy.proposer === visit.actor,
    can: { publish: stands === "proposed", withdraw: stands === "proposed" || stands === "ahead" },
  };
}

async function show(visit: Visit): Promise<void> {
  visit.show("council/policy", await read(visit));
}

/** Publishes it or takes it back; a refusal stands on the page as it is now. */
async function change(visit: Visit, done: () => Promise<unknown>): Promise<void> {
  try {
    await done();
  } catch (error) {
    return visit.showAgain("council/policy", [{ field: "stands", text: refusalOf(visit, error) }], await read(visit));
  }
  visit.goTo(`/council/policies/${visit.request.params["id"]}`);
}

const step = (visit: Visit) => ({ requestId: visit.requestId, name: visit.nameOf("policies"), etag: visit.field("etag") });
const publish = (visit: Visit) => change(visit, () => visit.me.policies.publishPolicy(step(visit)));
const withdraw = (visit: Visit) => change(visit, () => visit.me.policies.withdrawPolicy(step(visit)));

/** Empty, or the file of another version to begin with. */
async function newForm(visit: Visit): Promise<void> {
  const from = visit.query("from")[0] ?? "";
  const { content } = UUID.test(from) ? await visit.me.policies.getPolicy({ name: `policies/${from}` }) : { content: "" };
  visit.show("council/policy-new", { content, mistakes: [] });
}

interface Mistake {
  line: number;
  column: number;
  text: string;
  /** The line of the file. */
  source: string;
}

/** `content:12:5` of the services' answer. */
function mistakesIn(violations: readonly { field: string; description: string }[], content: string): Mistake[] {
  const lines = content.split(/\r?\n/);
  return violations.map(({ field, description }) => {
    const [, line = 0, column = 0] = field.split(":").map(Number);
    return { line, column, text: description, source: lines[line - 1]?.trim() ?? "" };
  });
}

function asErrors({ t }: Visit, mistakes: Mistake[]): FieldError[] {
  return mistakes.map(({ line, text }) => ({ field: "content", text: line > 0 ? t("council-policy-new.at_line", { line, text }) : text }));
}

async function propose(visit: Visit): Promise<void> {
  const content = String((visit.request.body as Record<string, unknown> | undefined)?.["content"] ?? "").replace(/\r\n/g, "\n");
  if (content.trim() === "" || Buffer.byteLength(content) > FILE_MAX) {
    return visit.showAgain("council/policy-new", [{ field: "content", text: visit.t("council-policy-new.missing") }], { content, mistakes: [] });
  }
  try {
    const { policy, warnings } = await visit.me.policies.proposePolicy({ requestId: visit.requestId, content });
    const id = idOf(policy?.name ?? "");
    if (warnings.length === 0) return visit.goTo(`/council/policies/${id}`);
    // What the services warn of is said once, here: sent again, the same form is the same version.
    visit.show("council/policy-warnings", { id, warnings, title: policy?.title ?? "" });
  } catch (error) {
    if (!isShortBreaksError(error, "INVALID_REQUEST")) {
      return visit.showAgain("council/policy-new", [{ field: "content", text: refusalOf(visit, error) }], { content, mistakes: [] });
    }
    const mistakes = mistakesIn(error.fieldViolations, content);
    visit.showAgain("council/policy-new", asErrors(visit, mistakes), { content, mistakes });
  }
}

const roles = ["officer"] as const;

export const policyPages: Page[] = [
  { method: "get", path: "/council/policies", roles, show: list },
  { method: "post", path: "/council/policies", roles, bodyMax: "1mb", show: propose },
  { method: "get", path: "/council/policies/new", roles, show: newForm },
  { method: "get", path: "/council/policies/:id", roles, show },
  { method: "post", path: "/council/policies/:id/publish", roles, show: publish },
  { method: "post", path: "/council/policies/:id/withdraw", roles, show: withdraw },
];
