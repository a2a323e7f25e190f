import { readdirSync, readFileSync } from "node:fs";
import nunjucks from "nunjucks";
import { expect, test } from "vitest";

const folder = new URL("../views/", import.meta.url);
const views = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".njk"));

test.each(views)("the view %s is one that can be read", (view) => {
  expect(() => nunjucks.precompileString(readFileSync(new URL(view, folder), "utf8"), { name: view })).not.toThrow();
});
