import type { Visit } from "../../visit.ts";

export function providerHome(visit: Visit): void {
  visit.show("provider/home");
}
