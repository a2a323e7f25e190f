// The pages of council staff.
import type { Page } from "../../table.ts";
import { actionPages } from "./actions.ts";
import { applicationPages } from "./application.ts";
import { councilChildPages } from "./children/pages.ts";
import { claimPages } from "./claims.ts";
import { correctionPages } from "./corrections.ts";
import { decidePages } from "./decide.ts";
import { councilDemandPages } from "./demand/pages.ts";
import { effectPages } from "./effects.ts";
import { flagPages } from "./flags.ts";
import { noShowPages } from "./no-shows.ts";
import { panelPages } from "./panels.ts";
import { paperPages } from "./papers.ts";
import { policyPages } from "./policies.ts";
import { queuePages } from "./queue.ts";
import { reviewPages } from "./reviews.ts";
import { stayPages } from "./stays.ts";

export const councilPages: readonly Page[] = [
  ...queuePages,
  ...applicationPages,
  ...decidePages,
  ...actionPages,
  ...paperPages,
  ...panelPages,
  ...policyPages,
  ...effectPages,
  ...reviewPages,
  ...flagPages,
  ...noShowPages,
  ...stayPages,
  ...correctionPages,
  ...claimPages,
  ...councilChildPages,
  ...councilDemandPages,
];
