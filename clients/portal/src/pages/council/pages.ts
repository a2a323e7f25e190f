// The pages of council staff.
import type { Page } from "../../table.ts";
import { actionPages } from "./actions.ts";
import { applicationPages } from "./application.ts";
import { decidePages } from "./decide.ts";
import { effectPages } from "./effects.ts";
import { panelPages } from "./panels.ts";
import { paperPages } from "./papers.ts";
import { policyPages } from "./policies.ts";
import { queuePages } from "./queue.ts";

export const councilPages: readonly Page[] = [
  ...queuePages,
  ...applicationPages,
  ...decidePages,
  ...actionPages,
  ...paperPages,
  ...panelPages,
  ...policyPages,
  ...effectPages,
];
