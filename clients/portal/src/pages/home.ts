// Where each role begins.
import type { Role } from "../session.ts";
import { ROLES } from "../session.ts";
import type { Page } from "../table.ts";
import type { Visit } from "../visit.ts";
import { councilHome } from "./council/home.ts";
import { familyHome } from "./families/home.ts";
import { providerHome } from "./provider/home.ts";

const HOMES: Record<Role, (visit: Visit) => Promise<void> | void> = { carer: familyHome, provider: providerHome, officer: councilHome };

export const homePages: readonly Page[] = [
  { method: "get", path: "/home", roles: ROLES, purpose: "application", show: (visit) => HOMES[visit.person.role](visit) },
];
