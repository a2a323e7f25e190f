// Panels: calling one, its agenda on the screen and on paper, the chair's notes, and closing it.
import { eligibility } from "@shortbreaks/client";

import type { Page } from "../../table.ts";
import type { FieldError } from "../../views.ts";
import { idOf, type Visit } from "../../visit.ts";
import { londonDay } from "../../words.ts";
import { dayText } from "../../days.ts";
import { dayOf } from "./days.ts";
import { pageOf } from "./lists.ts";
import { liveFile, titlesIn } from "./policy-text.ts";
import { asSeen, objections } from "./refused.ts";
import { type Row, rowOf, whoOf } from "./shown.ts";

const { OPEN } = eligibility.PanelState;
const MINUTES_MAX = 20_000;
/** Where a field of the request stands in the form. */
const AT: Record<string, string> = {
  "panel.title": "title",
  "panel.meet_date": "meets",
  "panel.role": "role",
  "panel.members": "members",
  "panel.minutes": "minutes",
};

type Given = Record<"title" | "meets" | "role" | "members" | "minutes", string>;

async function list(visit: Visit): Promise<void> {
  const page = await pageOf(visit, "/council/panels", (pageToken) => visit.me.applications.listPanels({ pageSize: 50, pageToken }));
  if (!page) return;
  const rows = page.answer.panels.map((panel) => ({ panel, id: idOf(panel.name), open: panel.state === OPEN }));
  visit.show("council/panels", { ...page, rows });
}

/** Who may decide by the live policy; a panel decides as one of them. */
async function rolesOf(visit: Visit): Promise<string[]> {
  const { deciders = [] } = await liveFile(visit);
  return deciders.map(({ by = "" }) => by).filter((by) => by !== "");
}

async function newForm(visit: Visit): Promise<void> {
  const roles = await rolesOf(visit);
  const role = roles.find((one) => one.includes("panel")) ?? roles.at(-1) ?? "";
  visit.show("council/panel-new", { roles, given: { title: "", meets: "", role, members: "", minutes: "" } });
}

function givenIn(visit: Visit): Given {
  const [title, meets, role, members, minutes] = ["title", "meets", "role", "members", "minutes"].map((field) => visit.field(field));
  return { title: title ?? "", meets: meets ?? "", role: role ?? "", members: members ?? "", minutes: minutes ?? "" };
}

const membersIn = (text: string): string[] => text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== "");

function mistakesIn({ title, meets, role, members, minutes }: Given, { t }: Visit): FieldError[] {
  const errors: FieldError[] = [];
  const wrong = (field: keyof Given, is: boolean) => is && errors.push({ field, text: t(`council-panel.wrong.${field}`, { max: MINUTES_MAX }) });
  const people = membersIn(members);
  wrong("title", title === "" || title.length > 200);
  wrong("meets", !dayOf(meets));
  wrong("role", role === "");
  wrong("members", people.length < 2 || people.length > 30 || new Set(people).size !== people.length || people.some((one) => one.length > 200));
  wrong("minutes", minutes.length > MINUTES_MAX);
  return errors;
}

const panelOf = (given: Given) => ({ title: given.title, meetDate: dayOf(given.meets), role: given.role, members: membersIn(given.members), minutes: given.minutes });

async function create(visit: Visit): Promise<void> {
  const given = givenIn(visit);
  const again = async (errors: FieldError[]) => visit.showAgain("council/panel-new", errors, { roles: await rolesOf(visit), given });
  const errors = mistakesIn(given, visit);
  if (errors.length > 0) return again(errors);
  try {
    const { panel } = await visit.me.applications.createPanel({ requestId: visit.requestId, panel: panelOf(given) });
    visit.goTo(`/council/panels/${idOf(panel?.name ?? "")}`);
  } catch (error) {
    await again(objections(visit, error, AT));
  }
}

interface Item extends Row {
  asked: string;
  decider: string;
  secondKey: string;
}

async function read(visit: Visit) {
  const [{ panel, agenda }, file] = await Promise.all([visit.me.applications.getPanel({ name: visit.nameOf("panels") }), liveFile(visit)]);
  if (!panel) throw new Error("no panel in the answer");
  const titles = titlesIn(file);
  const items: Item[] = agenda.map((application) => ({
    ...rowOf(visit, application, titles),
    asked: application.asked ? visit.words.quantity(application.asked) : "",
    decider: whoOf(visit, application.decision?.decider ?? ""),
    secondKey: whoOf(visit, application.decision?.secondKey ?? ""),
  }));
  const meets = dayText(panel.meetDate);
  const given: Given = { title: panel.title, meets, role: panel.role, members: panel.members.join("\n"), minutes: panel.minutes };
  const decided = items.filter(({ application }) => application.decision).length;
  const roles = [...new Set([panel.role, ...(file.deciders ?? []).map(({ by = "" }) => by)])];
  return { panel, items, given, decided, roles, id: idOf(panel.name), open: panel.state === OPEN, met: meets <= londonDay(visit.now) };
}

async function show(visit: Visit): Promise<void> {
  visit.show("council/panel", await read(visit));
}

async function agenda(visit: Visit): Promise<void> {
  visit.show("council/agenda", await read(visit));
}

async function save(visit: Visit): Promise<void> {
  const given = givenIn(visit);
  const again = async (errors: FieldError[]) => {
    const found = await read(visit);
    visit.showAgain("council/panel", errors, { ...found, panel: asSeen(visit, found.panel, errors), given });
  };
  const errors = mistakesIn(given, visit);
  if (errors.length > 0) return again(errors);
  const panel = { ...panelOf(given), name: visit.nameOf("panels"), etag: visit.field("etag") };
  try {
    await visit.me.applications.updatePanel({ requestId: visit.requestId, panel, close: visit.field("do") === "close" });
  } catch (error) {
    return again(objections(visit, error, AT));
  }
  visit.goTo(`/council/panels/${visit.request.params["id"]}`);
}

const row = { roles: ["officer"], purpose: "application" } as const;

export const panelPages: Page[] = [
  { method: "get", path: "/council/panels", ...row, show: list },
  { method: "post", path: "/council/panels", ...row, show: create },
  { method: "get", path: "/council/panels/new", ...row, show: newForm },
  { method: "get", path: "/council/panels/:id", ...row, show },
  { method: "post", path: "/council/panels/:id", ...row, show: save },
  { method: "get", path: "/council/panels/:id/agenda", ...row, show: agenda },
];
