// The links at the top of each page, by role: only to pages that the role may open.
import type { Role } from "./session.ts";

const MENUS: Record<Role, readonly { path: string; text: string }[]> = {
  carer: [
    { path: "/find", text: "find" },
    { path: "/bookings", text: "bookings" },
    { path: "/waiting", text: "waiting" },
    { path: "/balance", text: "balance" },
    { path: "/children", text: "children" },
    { path: "/applications", text: "applications" },
  ],
  provider: [],
  officer: [
    { path: "/council/children", text: "council_children" },
    { path: "/council/demand", text: "council_demand" },
  ],
};

export const menuOf = (role: Role) => MENUS[role];
