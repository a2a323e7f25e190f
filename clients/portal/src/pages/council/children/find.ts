// Finding the one child that an officer means. What was entered is sent as a form and stands in no address.
import { isShortBreaksError } from "@shortbreaks/client";

import { dayIn } from "../../../days.ts";
import type { Page } from "../../../table.ts";
import type { FieldError } from "../../../views.ts";
import { idOf, type Visit } from "../../../visit.ts";

function enteredIn(visit: Visit) {
  const [day, month, year] = [visit.field("born-day"), visit.field("born-month"), visit.field("born-year")];
  return { day, month, year, key: visit.field("key"), name: visit.field("name") };
}

function mistakesIn({ t }: Visit, { day, month, year, key, name }: ReturnType<typeof enteredIn>): FieldError[] {
  const errors: FieldError[] = [];
  if (!dayIn(day, month, year)) errors.push({ field: "born-day", text: t("council-find-child.born_wrong") });
  if (key === "" && name === "") errors.push({ field: "key", text: t("council-find-child.who_missing") });
  if (key !== "" && name !== "") errors.push({ field: "key", text: t("council-find-child.who_both") });
  return errors;
}

async function find(visit: Visit): Promise<void> {
  const entered = enteredIn(visit);
  const errors = mistakesIn(visit, entered);
  if (errors.length > 0) return visit.showAgain("council/children/find", errors, { entered });
  const { day, month, year, key: externalId, name: displayName } = entered;
  try {
    const { child } = await visit.me.applications.findChild({ dateOfBirth: dayIn(day, month, year), externalId, displayName });
    visit.goTo(`/council/children/${idOf(child)}`);
  } catch (error) {
    if (!isShortBreaksError(error, "NOT_FOUND", "INVALID_REQUEST")) throw error;
    const field = externalId === "" ? "name" : "key";
    const text = visit.t(error.reason === "NOT_FOUND" ? "council-find-child.nobody" : "council-find-child.signs");
    visit.showAgain("council/children/find", [{ field, text }], { entered });
  }
}

export const findChildPages: Page[] = [
  { method: "get", path: "/council/children", roles: ["officer"], show: (visit) => visit.show("council/children/find", { entered: {} }) },
  { method: "post", path: "/council/children", roles: ["officer"], show: find },
];
