// Steps beside the decision: asking the family for papers, a panel's list, telling the family, closing.
import { eligibility, firstOf } from "@shortbreaks/client";

import { addDays } from "../../days.ts";
import type { Page } from "../../table.ts";
import type { FieldError } from "../../views.ts";
import { idOf, UUID, type Visit } from "../../visit.ts";
import { londonDay } from "../../words.ts";
import { readApplication } from "./application.ts";
import { dayOf } from "./days.ts";
import { mistakeIn } from "./refused.ts";
import { type ReadApplication, send, step } from "./steps.ts";

const WANTED_MAX = 20;
const REASON_MAX = 2_000;
const DAYS_TO_SEND = 28;
const CHANNELS = ["letter", "email", "phone", "person"];

/** What would settle the rules that cannot be told, a line each: a proposal that the officer changes. */
function proposed({ application }: ReadApplication): string {
  if (application.evidenceWanted.length > 0) return application.evidenceWanted.map(bare).join("\n");
  const open = application.assessment?.rules.filter((rule) => rule.depth > 0 && rule.outcome === eligibility.RuleOutcome.NOT_KNOWN && rule.nextStep.startsWith(SETTLES)) ?? [];
  return open.map((rule) => bare(rule.nextStep)).join("\n");
}

const SETTLES = "This would settle it: ";
const bare = (sentence: string) => (sentence.startsWith(SETTLES) ? sentence.slice(SETTLES.length) : sentence);

async function askForm(visit: Visit): Promise<void> {
  const read = await readApplication(visit);
  visit.show("council/ask", { ...read, given: { wanted: proposed(read), due: addDays(londonDay(visit.now), DAYS_TO_SEND) } });
}

const linesOf = (text: string): string[] => text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== "");

async function ask(visit: Visit): Promise<void> {
  const given = { wanted: visit.field("wanted"), due: visit.field("due"), reason: visit.field("reason") };
  const wanted = linesOf(given.wanted);
  const errors: FieldError[] = [];
  const fits = wanted.length >= 1 && wanted.length <= WANTED_MAX && wanted.every((line) => line.length <= 300);
  if (!fits) errors.push({ field: "wanted", text: visit.t("council-ask.wanted_wrong", { max: WANTED_MAX }) });
  if (!dayOf(given.due) || given.due < londonDay(visit.now)) errors.push({ field: "due", text: visit.t("council-ask.due_wrong") });
  errors.push(...mistakeIn(visit, "reason", REASON_MAX));
  const change = () => visit.me.applications.requestEvidence({ ...step(visit), reason: given.reason, wanted, dueDate: dayOf(given.due) });
  await send(visit, { view: "council/ask", given, errors, at: { reason: "reason", wanted: "wanted", due_date: "due" } }, change);
}

/** Those that still take applications, the next to meet first. */
async function openPanels(visit: Visit) {
  const panels = await firstOf(200, (request: { pageToken?: string }) => visit.me.applications.listPanels({ ...request, pageSize: 200 }), {}, (page) => page.panels);
  return panels.filter(({ state }) => state === eligibility.PanelState.OPEN).reverse().map((panel) => ({ panel, id: idOf(panel.name) }));
}

async function panelForm(visit: Visit): Promise<void> {
  visit.show("council/list-for-panel", { ...(await readApplication(visit)), panels: await openPanels(visit), given: {} });
}

async function putOnPanel(visit: Visit): Promise<void> {
  const chosen = visit.field("panel");
  const errors = UUID.test(chosen) ? [] : [{ field: "panel", text: visit.t("council-list.panel_missing") }];
  const more = async () => ({ panels: await openPanels(visit) });
  const change = () => visit.me.applications.listForPanel({ ...step(visit), panel: `panels/${chosen}` });
  await send(visit, { view: "council/list-for-panel", given: { panel: chosen }, errors, at: { panel: "panel" }, more }, change);
}

async function notifyForm(visit: Visit): Promise<void> {
  visit.show("council/notify", { ...(await readApplication(visit)), channels: CHANNELS, given: {} });
}

async function notify(visit: Visit): Promise<void> {
  const channel = CHANNELS.find((one) => one === visit.field("channel"));
  const errors = channel ? [] : [{ field: "channel", text: visit.t("council-notify.channel_missing") }];
  const more = () => Promise.resolve({ channels: CHANNELS });
  const change = () => visit.me.applications.notifyApplication({ ...step(visit), channel: visit.t(`council-notify.kept.${channel}`) });
  await send(visit, { view: "council/notify", given: { channel: visit.field("channel") }, errors, more }, change);
}

/** A step that wants a reason and nothing else. */
async function withReason(visit: Visit, view: string, change: (said: ReturnType<typeof step> & { reason: string }) => Promise<unknown>): Promise<void> {
  const given = { reason: visit.field("reason") };
  const sent = { view, given, errors: mistakeIn(visit, "reason", REASON_MAX), at: { reason: "reason" } };
  await send(visit, sent, () => change({ ...step(visit), ...given }));
}

async function closeForm(visit: Visit): Promise<void> {
  visit.show("council/close", { ...(await readApplication(visit)), given: {} });
}

async function close(visit: Visit): Promise<void> {
  await withReason(visit, "council/close", (said) => visit.me.applications.closeApplication(said));
}

const PRIORITIES = ["URGENT", "HIGH", "ROUTINE"] as const;

const priorities = ({ application }: ReadApplication) => Promise.resolve({ priorities: PRIORITIES, given: { priority: eligibility.ApplicationPriority[application.priority] } });

async function priorityForm(visit: Visit): Promise<void> {
  const read = await readApplication(visit);
  visit.show("council/priority", { ...read, ...(await priorities(read)) });
}

/** All that the family said stays as it is. */
async function setPriority(visit: Visit): Promise<void> {
  const chosen = PRIORITIES.find((one) => one === visit.field("priority"));
  const errors = chosen ? [] : [{ field: "priority", text: visit.t("council-priority.missing") }];
  const change = async () => {
    const { name, etag, requestId } = step(visit);
    const { application } = await visit.me.applications.getApplication({ name });
    const { statement = "", asked } = application ?? {};
    const priority = eligibility.ApplicationPriority[chosen ?? "ROUTINE"];
    await visit.me.applications.updateApplication({ requestId, application: { name, etag, statement, priority, ...(asked && { asked }) } });
  };
  await send(visit, { view: "council/priority", given: { priority: visit.field("priority") }, errors, more: priorities }, change);
}

async function withdrawForm(visit: Visit): Promise<void> {
  visit.show("council/withdraw", { ...(await readApplication(visit)), given: {} });
}

async function withdraw(visit: Visit): Promise<void> {
  await withReason(visit, "council/withdraw", (said) => visit.me.applications.withdrawApplication(said));
}

const row = { roles: ["officer"], purpose: "application", about: "applications" } as const;
const at = (name: string) => `/council/applications/:id/${name}`;

export const actionPages: Page[] = [
  { method: "get", path: at("ask"), ...row, show: askForm },
  { method: "post", path: at("ask"), ...row, show: ask },
  { method: "get", path: at("panel"), ...row, show: panelForm },
  { method: "post", path: at("panel"), ...row, show: putOnPanel },
  { method: "get", path: at("notify"), ...row, show: notifyForm },
  { method: "post", path: at("notify"), ...row, show: notify },
  { method: "get", path: at("close"), ...row, show: closeForm },
  { method: "post", path: at("close"), ...row, show: close },
  { method: "get", path: at("priority"), ...row, show: priorityForm },
  { method: "post", path: at("priority"), ...row, show: setPriority },
  { method: "get", path: at("withdraw"), ...row, show: withdrawForm },
  { method: "post", path: at("withdraw"), ...row, show: withdraw },
];
