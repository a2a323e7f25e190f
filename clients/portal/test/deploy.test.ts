// What deploy/ gives an operator starts this portal: its settings are those that it reads, its unit is as hard as the services'.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, expect, test } from "vitest";

import { readSettings } from "../src/settings.ts";

const deploy = (path: string) => readFileSync(new URL(`../../../deploy/${path}`, import.meta.url), "utf8");
const unit = deploy("systemd/shortbreaks-portal.service");
const folder = mkdtempSync(`${tmpdir()}/shortbreaks-deploy.`);
afterAll(() => rmSync(folder, { recursive: true }));

/** Values of a key that a unit may have more than once. */
const valuesOf = (text: string, key: string) => [...text.matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].map(([, value = ""]) => value);
const pairsIn = (lines: string[]) => Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));

test("the example of settings and the unit's own are all that the portal needs in production", () => {
  for (const credential of valuesOf(unit, "LoadCredential")) writeFileSync(`${folder}/${credential.split(":")[0]}`, "s".repeat(48));
  const file = pairsIn(deploy("config/portal.env").split("\n").filter((line) => /^[A-Z]/.test(line)));
  const own = pairsIn(valuesOf(unit, "Environment").map((line) => line.replace("%d", folder)));
  const settings = readSettings({ ...file, ...own });
  expect(settings).toMatchObject({ production: true, port: 8080, redis: { user: "portal", password: "s".repeat(48) }, placesFile: "/etc/shortbreaks/places.csv" });
  const known = readFileSync(new URL("../src/settings.ts", import.meta.url), "utf8");
  for (const name of Object.keys({ ...file, ...own })) expect(known, name).toContain(name);
});

test("the unit is as hard as those of the services, but for what compiles JavaScript", () => {
  const hardening = (text: string) => text.slice(text.indexOf("NoNewPrivileges"), text.indexOf("[Install]")).split("\n").filter((line) => /^\w/.test(line));
  const services = hardening(deploy("systemd/shortbreaks-bookings.service"));
  expect(hardening(unit)).toEqual(services.map((line) => line.replace("MemoryDenyWriteExecute=yes", "MemoryDenyWriteExecute=no")));
  expect(deploy("systemd/sysusers.conf")).toContain(`u ${valuesOf(unit, "User")[0]} `);
});

test("what the unit starts is where the installer puts it", () => {
  const [folderOf] = valuesOf(unit, "WorkingDirectory");
  const [program = "", main = ""] = (valuesOf(unit, "ExecStart")[0] ?? "").split(" ");
  const installer = deploy("portal/install");
  expect(installer).toContain(`to=\${1:-${folderOf}}`);
  expect(program).toBe(`${folderOf}/bin/node`);
  expect(installer).toContain('"$made/bin/node"');
  expect(readFileSync(new URL(`../../${main}`, import.meta.url), "utf8")).toContain("makeApp");
});
