// The pages of council staff.
import type { Page } from "../../table.ts";
import { councilChildPages } from "./children/pages.ts";

export const councilPages: readonly Page[] = [...councilChildPages];
