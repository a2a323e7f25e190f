import type { Visit } from "../../visit.ts";

export function councilHome(visit: Visit): void {
  visit.show("council/home");
}
