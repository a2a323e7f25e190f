// From asking for an allowance to having it: a draft, what is still wanted, what was decided, and another look at that.
import { eligibility, firstOf, isShortBreaksError } from "@shortbreaks/client";
import { parse } from "yaml";

import { childrenOf } from "./reads.ts";
import type { Page } from "../../table.ts";
import type { FieldError } from "../../views.ts";
import { idOf, type Visit } from "../../visit.ts";
import { objectionsTo } from "../objections.ts";
import { SAYABLE } from "./papers.ts";
import { chosenChild } from "./session.ts";

const State = eligibility.ApplicationState;
const OPEN = [State.SUBMITTED, State.EVIDENCE_REQUESTED, State.INDICATIVE_ELIGIBLE, State.NEEDS_REVIEW, State.PANEL_LISTED, State.DEFERRED];
const STATEMENT_MAX = 4_000;
const REASON_MAX = 2_000;

interface Offer {
  offer: string;
  title: string;
}

/** What the council's live policy offers, by the policy's own words. */
async function policyOffersOf({ me }: Visit): Promise<Offer[]> {
  const { content } = await me.policies.getLivePolicy({});
  const { offers = [] } = parse(content) as { offers?: Partial<Offer>[] };
  return offers.map(({ offer = "", title = offer }) => ({ offer, title }));
}

async function list(visit: Visit): Promise<void> {
  const [children, offers] = await Promise.all([childrenOf(visit), policyOffersOf(visit)]);
  const states = Object.values(State).filter((state): state is eligibility.ApplicationState => typeof state === "number" && state > 0);
  const found = await Promise.all(
    children.map(async (child) => {
      const ask = (request: { pageToken?: string }) => visit.me.applications.listApplications({ ...request, child: child.name, states });
      const applications = await firstOf(50, ask, {}, (page) => page.applications);
      return applications.map((application) => ({ application, child, id: idOf(application.name), title: titleOf(offers, application) }));
    }),
  );
  visit.show("families/applications", { rows: found.flat(), State });
}

const titleOf = (offers: Offer[], { offer }: eligibility.Application) => offers.find((one) => one.offer === offer)?.title ?? offer;

async function blank(visit: Visit): Promise<void> {
  const [children, offers] = await Promise.all([childrenOf(visit), policyOffersOf(visit)]);
  visit.show("families/apply", { children, offers, chosen: {} });
}

async function begin(visit: Visit): Promise<void> {
  const [children, offers] = await Promise.all([childrenOf(visit), policyOffersOf(visit)]);
  const child = chosenChild(visit, children);
  const offer = offers.find((one) => one.offer === visit.field("offer"));
  const statement = visit.field("statement");
  const errors: FieldError[] = [];
  if (!child) errors.push({ field: "child", text: visit.t("apply.child_missing") });
  if (!offer) errors.push({ field: "offer", text: visit.t("apply.offer_missing") });
  if (statement.length > STATEMENT_MAX) errors.push({ field: "statement", text: visit.t("apply.statement_long", { max: STATEMENT_MAX }) });
  const chosen = { child: visit.field("child"), offer: visit.field("offer"), statement };
  if (!child || !offer || errors.length > 0) return visit.showAgain("families/apply", errors, { children, offers, chosen });
  try {
    const kind = eligibility.ApplicantKind.FAMILY;
    const wanted = { child: child.name, offer: offer.offer, applicantKind: kind, statement };
    const { application } = await visit.me.applications.createApplication({ requestId: visit.requestId, application: wanted });
    visit.goTo(`/applications/${idOf(application?.name ?? "")}`);
  } catch (error) {
    // There is one that is not done with: the family goes on with that.
    if (isShortBreaksError(error, "DUPLICATE_APPLICATION")) return visit.goTo(`/applications/${idOf(error.metadata["name"] ?? "")}`);
    visit.showAgain("families/apply", wrongIn(visit, error, "statement"), { children, offers, chosen });
  }
}

/** What the services do not take of a text, such as a mark that cannot be seen and came with something pasted. */
function wrongIn({ t }: Visit, error: unknown, field: string): FieldError[] {
  return objectionsTo(error, {}, field).map(({ text }) => ({ field, text: t("apply.text_wrong", { why: text }) }));
}

async function read(visit: Visit) {
  const { application, history } = await visit.me.applications.getApplication({ name: visit.nameOf("applications") });
  if (!application) throw new Error("no application in the answer");
  const granted = application.allocation;
  const [{ child }, offers, allocation] = await Promise.all([
    visit.me.eligibility.getChild({ name: application.child }),
    policyOffersOf(visit),
    granted ? visit.me.eligibility.getAllocation({ name: granted }).then((answer) => answer.allocation) : undefined,
  ]);
  const can = {
    send: application.state === State.DRAFT,
    accept: allocation?.state === eligibility.AllocationState.APPROVED,
    review: application.state === State.NOTIFIED,
    withdraw: OPEN.includes(application.state),
    papers: SAYABLE.includes(application.state),
  };
  const open = application.assessment?.rules.filter((rule) => rule.depth === 0 && rule.outcome !== eligibility.RuleOutcome.MET) ?? [];
  return { application, history, child, allocation, can, open, id: idOf(application.name), title: titleOf(offers, application), State, Kind: eligibility.EvidenceKind };
}

async function one(visit: Visit): Promise<void> {
  visit.show("families/application", await read(visit));
}

/** A change of the application as the family saw it, and then the page that says how it stands. */
const change = (visit: Visit) => ({ requestId: visit.requestId, name: visit.nameOf("applications"), etag: visit.field("etag") });
const back = (visit: Visit) => visit.goTo(`/applications/${visit.request.params["id"]}`);

async function send(visit: Visit): Promise<void> {
  await visit.me.applications.submitApplication(change(visit));
  back(visit);
}

async function accept(visit: Visit): Promise<void> {
  const { allocation } = await read(visit);
  if (!allocation) return back(visit);
  await visit.me.allocations.acceptAllocation({ requestId: visit.requestId, name: allocation.name, etag: allocation.etag });
  back(visit);
}

async function withReason(visit: Visit, then: (reason: string) => Promise<unknown>): Promise<void> {
  const reason = visit.field("reason");
  const wrong = reason === "" ? visit.t("application.reason_missing") : reason.length > REASON_MAX ? visit.t("apply.statement_long", { max: REASON_MAX }) : "";
  const again = async (errors: FieldError[]) => visit.showAgain("families/application", errors, { ...(await read(visit)), reason });
  if (wrong !== "") return again([{ field: "reason", text: wrong }]);
  try {
    await then(reason);
  } catch (error) {
    return again(wrongIn(visit, error, "reason"));
  }
  back(visit);
}

const review = (visit: Visit) => withReason(visit, (reason) => visit.me.applications.requestReview({ ...change(visit), reason }));
const withdraw = (visit: Visit) => withReason(visit, (reason) => visit.me.applications.withdrawApplication({ ...change(visit), reason }));

export const applicationPages: Page[] = [
  { method: "get", path: "/applications", roles: ["carer"], show: list },
  { method: "get", path: "/apply", roles: ["carer"], show: blank },
  { method: "post", path: "/apply", roles: ["carer"], show: begin },
  { method: "get", path: "/applications/:id", roles: ["carer"], show: one },
  { method: "post", path: "/applications/:id/send", roles: ["carer"], show: send },
  { method: "post", path: "/applications/:id/accept", roles: ["carer"], show: accept },
  { method: "post", path: "/applications/:id/review", roles: ["carer"], show: review },
  { method: "post", path: "/applications/:id/withdraw", roles: ["carer"], show: withdraw },
];
