// The pages of council staff.
import type { Page } from "../../table.ts";
import { councilChildPages } from "./children/pages.ts";
import { councilDemandPages } from "./demand/pages.ts";

export const councilPages: readonly Page[] = [...councilChildPages, ...councilDemandPages];
