// The pages of council staff.
import type { Page } from "../../table.ts";

export const councilPages: readonly Page[] = [];
