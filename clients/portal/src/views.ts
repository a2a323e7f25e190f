// Nunjucks over our views and the components of govuk-frontend.
import type { Express } from "express";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import nunjucks from "nunjucks";

import { menuOf } from "./menu.ts";
import { placesIn } from "./places-left.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const components = fileURLToPath(new URL("..", import.meta.resolve("govuk-frontend"))).replace(/\/dist\/.*$/, "/dist/");

export function useViews(app: Express): void {
  const environment = nunjucks.configure([here("../views"), components], { autoescape: true, express: app, throwOnUndefined: false });
  const assets = JSON.parse(readFileSync(here("../assets/manifest.json"), "utf8")) as Record<string, string>;
  environment.addGlobal("menu", menuOf);
  environment.addGlobal("placesIn", placesIn);
  environment.addGlobal("asset", (name: string) => `/assets/${assets[name]}`);
  app.set("view engine", "njk");
}

/** One of a form's errors: where, and what to do about it. */
export interface FieldError {
  field: string;
  text: string;
}

/** As the components of govuk-frontend take them. */
export function errorsFor(errors: FieldError[]) {
  return {
    list: errors.map(({ field, text }) => ({ href: `#${field}`, text })),
    of: Object.fromEntries(errors.map(({ field, text }) => [field, { text }])),
  };
}
