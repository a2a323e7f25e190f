import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { hasPage, translator } from "../src/messages.ts";

const here = (path: string) => new URL(path, import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(here(path), "utf8")) as Record<string, unknown>;

function keysIn(texts: Record<string, unknown>, before = ""): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "object" ? keysIn(value as Record<string, unknown>, `${before}${key}.`) : [`${before}${key}`],
  );
}

describe("texts", () => {
  test("that are named as they stand in a view or a page are there", () => {
    const files = ["../views/", "../src/pages/"].flatMap((folder) =>
      readdirSync(here(folder), { recursive: true, encoding: "utf8" }).filter((file) => /\.(njk|ts)$/.test(file)).map((file) => readFileSync(here(folder + file), "utf8")),
    );
    const used = files.flatMap((text) => [...text.matchAll(/\bt\("([a-z-]+\.[\w.]+)"[,)]/g)].map(([, key = ""]) => key));
    expect(used.length).toBeGreaterThan(100);
    const missing = used.filter((key) => {
      const [page = "", ...rest] = key.split(".");
      const found = rest.reduce<unknown>((texts, part) => (texts as Record<string, unknown> | undefined)?.[part], read(`../messages/en/${page}.json`));
      return found === undefined;
    });
    expect(missing).toEqual([]);
  });

  test("of a page that is there in Welsh are all there in Welsh", () => {
    for (const file of readdirSync(here("../messages/cy/"))) {
      expect(keysIn(read(`../messages/cy/${file}`)).toSorted(), file).toEqual(keysIn(read(`../messages/en/${file}`)).toSorted());
    }
    expect(hasPage("cy", "start")).toBe(true);
    expect(hasPage("cy", "find")).toBe(false);
  });

  test("of a page in Easy Read are short sentences, one idea each, and English where it has none", () => {
    const { title = "", ...lines } = read("../messages/easy/start.json") as Record<string, string>;
    for (const text of [title, ...Object.values(lines)]) {
      expect(text.split(" ").length, text).toBeLessThanOrEqual(12);
      expect(text, text).not.toMatch(/[,;:(]|\. [A-Z].*\. /);
    }
    expect(translator("easy")("layout.help_title")).toBe(translator("en")("layout.help_title"));
  });

  test("choose the plural that fits, and put values in", () => {
    const t = translator("en");
    expect(t("offer.left", { count: 1 })).toBe("1 place left");
    expect(t("offer.left", { count: 6 })).toBe("6 places left");
    expect(() => t("offer.nothing")).toThrow("no text for offer.nothing in en");
    expect(() => t("home.hello")).toThrow("no value for name of home.hello");
  });
});
