// What a family looks for, as it stands in an address that can be shared: never who the child is.
import { type availability, type } from "@shortbreaks/client";

import type { Place } from "../../places.ts";
import type { FieldError } from "../../views.ts";
import type { Visit } from "../../visit.ts";
import { instantOf, londonDay, startOfLondonDay } from "../../words.ts";

export const MILES = [1, 3, 5, 10, 20];
export const RATIOS = ["2:1", "1:1", "1:2", "1:3", "1:4"];
export const DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"] as const;
export const COSTS = [0, 5, 10, 20];
export const NEEDS = Object.values(type.Need).filter((need) => typeof need === "number" && need > 0) as type.Need[];
const METRES_IN_A_MILE = 1609.344;

export interface Filters {
  near: string;
  miles: number;
  from: string;
  days: string[];
  age: string;
  support: string;
  needs: type.Need[];
  cost: string;
  full: boolean;
}

function oneOf<T extends string | number>(value: string | undefined, allowed: readonly T[], otherwise: T): T {
  return allowed.find((one) => String(one) === value) ?? otherwise;
}

export function readFilters(visit: Visit): { filters: Filters; errors: FieldError[] } {
  const one = (name: string) => visit.query(name)[0] ?? "";
  const filters: Filters = {
    near: oneOf(one("near"), ["", ...visit.places.map((place) => place.name)], ""),
    miles: oneOf(one("miles"), MILES, 5),
    from: one("from").trim(),
    days: visit.query("day").filter((day) => (DAYS as readonly string[]).includes(day)),
    age: one("age").trim(),
    support: oneOf(one("support"), ["", ...RATIOS], ""),
    needs: NEEDS.filter((need) => visit.query("need").includes(type.Need[need])),
    cost: oneOf(one("cost"), ["", ...COSTS.map(String)], ""),
    full: one("full") === "yes",
  };
  return { filters, errors: mistakesIn(filters, visit) };
}

function mistakesIn({ age, from }: Filters, visit: Visit): FieldError[] {
  const errors: FieldError[] = [];
  if (age !== "" && !(/^\d{1,2}$/.test(age) && Number(age) <= 25)) errors.push({ field: "age", text: visit.t("find.age_wrong") });
  const day = /^\d{4}-\d\d-\d\d$/.test(from) ? new Date(`${from}T00:00:00Z`) : undefined;
  const real = day && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(from);
  const year = day?.getUTCFullYear() ?? 0;
  if (from !== "" && !(real && year >= 2000 && year <= 2199)) errors.push({ field: "from", text: visit.t("find.from_wrong") });
  return errors;
}

export function ratioOf(text: string): { staff: number; children: number } | undefined {
  const [staff, children] = text.split(":").map(Number);
  return staff && children ? { staff, children } : undefined;
}

/** A birthday that makes the child that old today. */
function birthdayOf(age: string, today: string): { year: number; month: number; day: number } {
  const [year = 0, month = 1, day = 1] = today.split("-").map(Number);
  return { year: year - Number(age), month, day: month === 2 && day === 29 ? 28 : day };
}

type Search = Partial<Pick<availability.SearchSessionsRequest, "radiusMetres" | "freePlacesMin" | "pageSize" | "pageToken" | "bookableOnly">> & {
  [field: string]: unknown;
};

export function searchFor(filters: Filters, places: Place[], now: Date): Search {
  const near = places.find((place) => place.name === filters.near);
  return {
    ...(near && {
      center: { latitudeDegrees: near.latitudeDegrees, longitudeDegrees: near.longitudeDegrees },
      radiusMetres: Math.round(filters.miles * METRES_IN_A_MILE),
    }),
    ...(filters.from && filters.from > londonDay(now) && { startTime: instantOf(startOfLondonDay(filters.from)) }),
    ...(filters.age && { dateOfBirth: birthdayOf(filters.age, londonDay(now)) }),
    ...(filters.support && { supportRatio: ratioOf(filters.support) }),
    ...(filters.cost && { costMax: [{ unit: type.AllocationUnit.PENCE, amount: BigInt(Number(filters.cost) * 100) }] }),
    days: filters.days.map((day) => type.DayOfWeek[day as (typeof DAYS)[number]]),
    needs: filters.needs,
    freePlacesMin: filters.full ? 0 : 1,
    bookableOnly: !filters.full,
  };
}

/** The address of these filters. */
export function addressOf(filters: Filters): string {
  const parameters = new URLSearchParams();
  const put = (name: string, value: string) => value !== "" && parameters.append(name, value);
  put("near", filters.near);
  if (filters.near) put("miles", String(filters.miles));
  put("from", filters.from);
  for (const day of filters.days) put("day", day);
  put("age", filters.age);
  put("support", filters.support);
  for (const need of filters.needs) put("need", type.Need[need]);
  put("cost", filters.cost);
  if (filters.full) put("full", "yes");
  return `/find?${parameters.toString()}`;
}
