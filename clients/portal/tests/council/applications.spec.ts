// The queue, one application from asking to the family being told, two officers at once, and the second key.
import { eligibility, newRequestId } from "@shortbreaks/client";

import { browserOf, expect, expectFits, expectGoodPage, expectGoodSource, expectRightPlurals, sql, test } from "../support.ts";
import { portalUrl } from "../families/steps.ts";
import { formOf, hours, max, newApplication, newChild, ola, State, stored } from "./steps.ts";

// An officer does much one after the other, and each page is looked at with axe.
test.describe.configure({ timeout: 180_000 });

const address = (id: string, step = "") => `/council/applications/${id}${step && `/${step}`}`;

test("the start page counts what waits, and each count leads to as many", async ({ browser }) => {
  await newApplication();
  await newApplication({ papers: false });
  const page = await browserOf(browser, "officer");
  await expectGoodPage(page);
  await expectRightPlurals(page);
  const counts = await page.locator("table").nth(1).locator("tbody tr").evaluateAll((rows) =>
    rows.map((row) => ({ count: Number(row.querySelector("td")?.textContent), address: row.querySelector("a")?.getAttribute("href") ?? "" })),
  );
  expect(counts.filter(({ count }) => count > 0).length).toBeGreaterThanOrEqual(2);
  for (const { count, address: where } of counts.filter((one) => one.count > 0 && one.count < 50)) {
    await page.goto(where);
    await expect(page.locator("#results")).toHaveText(new RegExp(`^${count} application`));
    expect(await page.locator("[data-application]").count()).toBe(count);
  }
});

test("the queue is filtered by its address, and its headline counts what is shown", async ({ browser }) => {
  const [meets, waits] = [await newApplication(), await newApplication({ papers: false })];
  const page = await browserOf(browser, "officer");
  await page.getByRole("link", { name: "Applications", exact: true }).click();
  await expectGoodPage(page);
  await expectRightPlurals(page);
  await page.getByLabel("Where it stands").selectOption("Waits for papers");
  await page.getByRole("button", { name: "Show these" }).click();
  expect(new URL(page.url()).searchParams.get("state")).toBe("EVIDENCE_REQUESTED");
  await expect(page.locator(`[data-application="${waits.id}"]`)).toContainText(/Papers are due by \d+ \w+ \d{4}, in 28 days/);
  await expect(page.locator(`[data-application="${meets.id}"]`)).toHaveCount(0);
  await expectGoodPage(page);
  const source = await page.content();
  expect(source).not.toContain(waits.name);

  sql(`UPDATE applications SET evidence_due_date = CURDATE() - INTERVAL 3 DAY WHERE application_id = UNHEX(REPLACE('${waits.id}', '-', ''))`);
  await page.goto("/council/applications?late=yes");
  expect(await page.locator("[data-application]").count()).toBe(Number(/^\d+/.exec(await page.locator("#results").innerText())?.[0] ?? 0));
  await expect(page.locator(`[data-application="${waits.id}"]`)).toBeVisible();
  await expect(page.locator(`[data-application="${meets.id}"]`)).toHaveCount(0);
  await page.goto("/council/applications?offer=overnight");
  await expect(page.locator(`[data-application="${meets.id}"]`)).toHaveCount(0);
  await page.goto("/council/applications?state=EVIDENCE_REQUESTED&page=not-one-of-ours");
  await expect(page.locator(`[data-application="${waits.id}"]`)).toBeVisible();
  await page.goto("/council/applications?state=NONSENSE&offer=nothing");
  await expect(page.locator(`[data-application="${meets.id}"]`)).toBeVisible();
});

test("several are approved at once, and what could not be done says why", async ({ browser }) => {
  const [first, second, changed] = [await newApplication(), await newApplication(), await newApplication()];
  const page = await browserOf(browser, "officer");
  await page.goto("/council/applications?state=INDICATIVE_ELIGIBLE");
  for (const { id } of [first, second, changed]) await page.locator(`[data-application="${id}"] input`).check();
  await page.getByRole("button", { name: "Approve those that are ticked" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check before you approve");
  await expectGoodPage(page);
  await expectRightPlurals(page);
  await page.getByRole("button", { name: "Approve 3 applications" }).click();
  await expect(page.getByRole("alert")).toContainText("Write why, in a few words");
  await expect(page.getByRole("alert")).toContainText("Write the name of the budget");
  await page.getByLabel("Why do you approve them?").fill("Every rule is met.");
  await page.getByLabel("Whose money is it?").fill("short-breaks-grant");

  const before = await stored(changed.id);
  await max.applications.requestEvidence({ requestId: newRequestId(), name: before.name, etag: before.etag, reason: "One letter is missing.", wanted: ["A letter"], dueDate: { year: 2199, month: 1, day: 1 } });
  const form = await formOf(page, "/council/applications/approve");
  await page.getByRole("button", { name: "Approve 3 applications" }).click();
  await expect(page.getByText("2 applications were approved. 1 application was not.")).toBeVisible();
  await expect(page.locator('[data-done="yes"]')).toHaveCount(2);
  await expect(page.locator('[data-done="no"]')).toContainText("Somebody changed it after you ticked it.");
  await expectGoodPage(page);
  await expectRightPlurals(page);
  for (const { id } of [first, second]) {
    const done = await stored(id);
    expect(done.state).toBe(State.APPROVED);
    expect(done.decision?.grant?.quantity?.amount).toBe(done.entitlement?.amount);
  }
  expect((await stored(changed.id)).state).toBe(State.EVIDENCE_REQUESTED);

  // Sent once more as it was, nothing is granted a second time.
  const again = await page.request.post(portalUrl("/council/applications/approve"), { form, maxRedirects: 0 });
  expect(again.status()).toBe(303);
  expect(again.headers()["location"]).toBe(page.url().replace(new URL(page.url()).origin, ""));
  const { allocations } = await ola.eligibility.listAllocations({ child: first.child });
  expect(allocations).toHaveLength(1);
  await page.goto("/council/applications/approve");
  await expect(page.getByText("Nothing was ticked.")).toBeVisible();
  await expectGoodPage(page);
});

test("an officer asks for papers, gets them, decides and tells the family", async ({ browser }) => {
  const { id, name } = await newApplication({ papers: false });
  const page = await browserOf(browser, "officer");
  const looksGood = () => expectGoodPage(page).then(() => expectRightPlurals(page));
  await page.goto(address(id));
  await expect(page.getByText(name)).toBeVisible();
  await expect(page.locator('[data-outcome="NOT_KNOWN"]').first()).toContainText("Cannot tell yet");
  await expect(page.getByText("Rules never say no.")).toBeVisible();
  await looksGood();
  expect(page.url()).not.toContain(name.split(" ")[0]);
  await page.getByRole("link", { name: "See all that is on file" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  await page.goto(address(id));

  await page.getByRole("link", { name: "Ask the family for papers" }).click();
  await expect(page.getByLabel("What do you need?")).toHaveValue(/^A Disability Living Allowance award letter\./);
  await looksGood();
  await page.getByLabel("What do you need?").fill("The award letter\nA letter from school");
  await page.getByRole("button", { name: "Ask the family" }).click();
  await expect(page.getByText("Write why, in a few words").first()).toBeVisible();
  await expect(page.getByLabel("What do you need?")).toHaveValue("The award letter\nA letter from school");
  await page.getByLabel("Why do you need it?").fill("It shows how much help is needed.");
  await page.getByRole("button", { name: "Ask the family" }).click();
  await expect(page.locator("[data-state]")).toHaveText("Waits for papers");
  expect((await stored(id)).evidenceWanted).toEqual(["The award letter", "A letter from school"]);

  await page.getByRole("link", { name: "Add papers, or take one off the file" }).click();
  await looksGood();
  await page.getByRole("button", { name: "Add it to the file" }).click();
  await expect(page.getByText("Choose what it is").first()).toBeVisible();
  await page.getByLabel("What is it?").selectOption("Disability Living Allowance, care, highest rate");
  await page.getByLabel("Its first day").fill("2024-05-01");
  await page.getByRole("button", { name: "Add it to the file" }).click();
  await expect(page.locator('[data-stands="counts"]')).toContainText("From 1 May 2024. It counts.");
  await looksGood();
  await page.getByRole("link", { name: "Back to the application" }).click();
  await page.getByRole("button", { name: "Ask the rules again" }).click();
  await expect(page.locator("[data-state]")).toHaveText("Meets the rules. Ready to decide");
  await expect(page.locator("[data-outcome]").filter({ hasText: "Papers on file: Disability Living Allowance, care, highest rate, from 1 May 2024" })).toHaveAttribute("data-outcome", "MET");
  await looksGood();

  await page.getByRole("link", { name: "Decide it" }).click();
  await looksGood();
  await page.getByLabel("Agree, as asked or as the rules give").check();
  await page.getByRole("button", { name: "Go on" }).click();
  await looksGood();
  const given = Number((await stored(id)).entitlement?.amount) / 60;
  await expect(page.getByLabel("How much?")).toHaveValue(String(given));
  await page.getByLabel("Whose money is it?").fill("short-breaks-grant");
  await page.getByLabel("Why?").fill("Every rule is met.");
  await page.getByRole("button", { name: "Agree" }).click();
  await expect(page.locator("[data-state]")).toHaveText("Agreed. The family is not told yet");
  const { decision, state } = await stored(id);
  expect(state).toBe(State.APPROVED);
  expect(Number(decision?.grant?.quantity?.amount)).toBe(given * 60);
  expect(decision?.reason).toBe("Every rule is met.");
  await looksGood();

  await page.getByRole("link", { name: "Record that the family was told" }).click();
  await looksGood();
  await page.getByRole("button", { name: "The family was told" }).click();
  await expect(page.getByText("Choose how you told them").first()).toBeVisible();
  await page.getByLabel("By letter").check();
  await page.getByRole("button", { name: "The family was told" }).click();
  await page.getByRole("link", { name: "Close it" }).click();
  await looksGood();
  await page.getByLabel("Why is it closed?").fill("Nothing more is to come.");
  await page.getByRole("button", { name: "Close it" }).click();
  expect((await stored(id)).state).toBe(State.CLOSED);
  await expect(page.locator("[data-history] li").last()).toContainText("Closed. By you. Nothing more is to come.");
  await looksGood();
});

test("more than an officer may decide is said kindly, and nothing that was written is lost", async ({ browser }) => {
  const { id } = await newApplication();
  const page = await browserOf(browser, "officer");
  await page.goto(`${address(id, "decide")}?to=vary`);
  await expect(page.getByText("short breaks officer: up to 60 hours a year")).toBeVisible();
  await expect(page.getByText("Above 120 hours a year a second officer must agree.")).toBeVisible();
  await page.getByLabel("How much?").fill("a lot");
  await page.getByLabel("Whose money is it?").fill("short-breaks-grant");
  await page.getByLabel("Last day that it pays for").fill("2020-01-01");
  await page.getByLabel("Why?").fill("There is nobody else who could help.");
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Agree with this change" }).click();
  expect((await answered).status()).toBe(422);
  await expectGoodSource(page, await (await answered).text());
  await page.getByRole("link", { name: "Write how much, as a number like 40 or 37.5" }).click();
  await expect(page.getByLabel("How much?")).toBeFocused();
  await expect(page.getByRole("alert")).toContainText("Enter a real day that is not before the first one");
  await page.getByLabel("How much?").fill("90");
  await page.getByLabel("Last day that it pays for").fill(`${new Date().getFullYear() + 1}-03-31`);
  await page.getByRole("button", { name: "Agree with this change" }).click();
  await expect(page.getByRole("alert")).toContainText("This is more than you may decide alone. It is for: team manager.");
  await expect(page.getByLabel("How much?")).toHaveValue("90");
  await expect(page.getByLabel("Why?")).toHaveValue("There is nobody else who could help.");
  expect((await stored(id)).decision).toBeUndefined();
});

test("a no is an officer's own, with a reason, and is only ever chosen", async ({ browser }) => {
  const { id } = await newApplication();
  const page = await browserOf(browser, "officer");
  await page.goto(address(id, "decide"));
  for (const radio of await page.getByRole("radio").all()) await expect(radio).not.toBeChecked();
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("alert")).toContainText("Choose what you decide");
  await page.getByLabel("Do not agree this time").check();
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByText("The rules never say no: you do, in your name.")).toBeVisible();
  await expectGoodPage(page);
  await page.getByRole("button", { name: "Do not agree" }).click();
  await expect(page.getByRole("alert")).toContainText("Write why, in a few words");
  expect((await stored(id)).state).toBe(State.INDICATIVE_ELIGIBLE);
  await page.getByLabel("Why?").fill("Your child has these hours already.");
  await page.getByRole("button", { name: "Do not agree" }).click();
  await expect(page.locator("[data-state]")).toHaveText("Not agreed. The family is not told yet");
  expect((await stored(id)).decision?.outcome).toBe(eligibility.ApplicationOutcome.DECLINE);
});

test("what is put off says until when", async ({ browser }) => {
  const { id } = await newApplication();
  const page = await browserOf(browser, "officer");
  await page.goto(`${address(id, "decide")}?to=defer`);
  await page.getByLabel("Put it off until").fill("2001-01-01");
  await page.getByLabel("Why?").fill("We visit you first.");
  await page.getByRole("button", { name: "Put it off" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter today or a later day");
  await page.getByLabel("Put it off until").fill("2031-06-02");
  await page.getByRole("button", { name: "Put it off" }).click();
  await expect(page.getByText(/^Put off until 2 June 2031, in \d+ days$/)).toBeVisible();
  expect((await stored(id)).decision?.deferUntil).toMatchObject({ year: 2031, month: 6, day: 2 });
  await expectGoodPage(page);
  const other = await newApplication();
  sql(`UPDATE applications SET defer_until = CURDATE() - INTERVAL 1 DAY WHERE application_id = UNHEX(REPLACE('${id}', '-', ''))`);
  await page.goto("/council/applications?reached=yes");
  await expect(page.locator(`[data-application="${id}"]`)).toBeVisible();
  await expect(page.locator(`[data-application="${other.id}"]`)).toHaveCount(0);
});

test("two officers decide the same application: the second is told, and keeps what was written", async ({ browser }) => {
  const { id } = await newApplication();
  const [first, second] = [await browserOf(browser, "officer"), await browserOf(browser, "second")];
  for (const page of [first, second]) {
    await page.goto(`${address(id, "decide")}?to=approve`);
    await page.getByLabel("Whose money is it?").fill("short-breaks-grant");
  }
  await first.getByLabel("Why?").fill("Every rule is met.");
  await second.getByLabel("Why?").fill("I have spoken with the family at length.");
  await first.getByRole("button", { name: "Agree" }).click();
  await expect(first.locator("[data-state]")).toHaveText("Agreed. The family is not told yet");
  const answered = second.waitForResponse((response) => response.request().method() === "POST");
  await second.getByRole("button", { name: "Agree" }).click();
  expect((await answered).status()).toBe(422);
  await expectGoodSource(second, await (await answered).text());
  await expect(second.getByRole("alert")).toContainText("Somebody changed this after you opened the page.");
  await expect(second.locator("[data-state]")).toHaveText("Agreed. The family is not told yet");
  await expect(second.locator("[data-written]")).toHaveText("I have spoken with the family at length.");
  expect((await stored(id)).decision).toMatchObject({ decider: "officer:officer:demo", reason: "Every rule is met." });
});

test("what changed meanwhile, but can still be decided, is decided by sending it again", async ({ browser }) => {
  const { id } = await newApplication();
  const page = await browserOf(browser, "officer");
  await page.goto(`${address(id, "decide")}?to=approve`);
  await page.getByLabel("Whose money is it?").fill("short-breaks-grant");
  const read = await stored(id);
  await max.applications.assessApplication({ requestId: newRequestId(), name: read.name, etag: read.etag });
  // Whoever has a field to put right first is still told.
  await page.getByRole("button", { name: "Agree" }).click();
  await expect(page.getByRole("alert")).toContainText("Write why, in a few words");
  await page.getByLabel("Why?").fill("Every rule is met.");
  await page.getByRole("button", { name: "Agree" }).click();
  await expect(page.getByRole("alert")).toContainText("Somebody changed this after you opened the page.");
  await expect(page.getByLabel("Why?")).toHaveValue("Every rule is met.");
  await page.getByRole("button", { name: "Agree" }).click();
  await expect(page.locator("[data-state]")).toHaveText("Agreed. The family is not told yet");
});

test("a decision that is sent twice is made once", async ({ browser }) => {
  const { id, child } = await newApplication();
  const page = await browserOf(browser, "officer");
  await page.goto(`${address(id, "decide")}?to=approve`);
  await page.getByLabel("Whose money is it?").fill("short-breaks-grant");
  await page.getByLabel("Why?").fill("Every rule is met.");
  const form = await formOf(page, address(id, "decide"));
  const send = () => page.request.post(portalUrl(address(id, "decide")), { form, maxRedirects: 0 });
  for (const answer of [await send(), await send()]) {
    expect(answer.status()).toBe(303);
    expect(answer.headers()["location"]).toBe(address(id));
  }
  expect((await ola.eligibility.listAllocations({ child })).allocations).toHaveLength(1);
  const { history } = await ola.applications.getApplication({ name: `applications/${id}` });
  expect(history.filter(({ action }) => action === "decided")).toHaveLength(1);
});

test("a decision that needs a second officer waits for another one than the first", async ({ browser }) => {
  const { id, name } = await newApplication({ asked: hours(90) });
  const read = await stored(id);
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/London" }).format(new Date()).split("-").map(Number);
  const meetDate = { year: today[0] ?? 0, month: today[1] ?? 0, day: today[2] ?? 0 };
  const { panel } = await ola.applications.createPanel({ requestId: newRequestId(), panel: { title: "The second key's panel", meetDate, role: "the panel", members: ["The chair", "A teacher"] } });
  await ola.applications.listForPanel({ requestId: newRequestId(), name: read.name, etag: read.etag, panel: panel?.name ?? "" });

  const first = await browserOf(browser, "officer");
  await first.goto(`${address(id, "decide")}?to=approve`);
  await expect(first.getByLabel("How much?")).toHaveValue("90");
  await first.getByLabel("Whose money is it?").fill("short-breaks-grant");
  await first.getByLabel("Why?").fill("The panel saw how much help is needed.");
  await first.getByRole("button", { name: "Agree" }).click();
  await expect(first.getByText("You decided. It waits for a second officer")).toBeVisible();
  expect((await stored(id)).allocation).toBe("");
  await expectGoodPage(first);
  await first.getByRole("link", { name: "Check what a colleague decided" }).click();
  await expect(first.getByText("You decided this yourself. Another officer must agree before it counts.")).toBeVisible();
  await expect(first.getByRole("button", { name: "I agree: make it count" })).toHaveCount(0);
  await expectGoodPage(first);
  // Also where the form is made up, the services do not let the first turn the second key.
  const form = await formOf(first, address(id, "reject"));
  const forged = await first.request.post(portalUrl(address(id, "confirm")), { form });
  expect(forged.status()).toBe(422);
  expect(await forged.text()).toContain("Another officer must do this.");

  const second = await browserOf(browser, "second");
  await second.getByRole("link", { name: "Decisions that wait for a second officer, and are not yours" }).click();
  for (const row of await second.locator("[data-application]").all()) await expect(row).toContainText("a second officer.");
  await second.locator(`[data-application="${id}"] a`).click();
  await second.getByRole("link", { name: "Check what a colleague decided" }).click();
  await expect(second.getByText("90 hours, from")).toBeVisible();
  await second.getByRole("button", { name: "Take it back" }).click();
  await expect(second.getByRole("alert")).toContainText("Write why, in a few words");
  await second.getByRole("button", { name: "I agree: make it count" }).click();
  await expect(second.locator("[data-state]")).toHaveText("Agreed. The family is not told yet");
  const { decision, allocation } = await stored(id);
  expect(decision).toMatchObject({ decider: "officer:officer:demo", secondKey: "officer:officer:second", awaitsSecondKey: false });
  const granted = await ola.eligibility.getAllocation({ name: allocation });
  expect(granted.allocation?.granted?.amount).toBe(5_400n);
  await expect(second.getByText(name)).toBeVisible();
  await expectGoodPage(second);
});

test("what the family asks to look at again is decided by another officer", async ({ browser }) => {
  const { id } = await newApplication();
  const name = `applications/${id}`;
  const step = async () => ({ requestId: newRequestId(), name, etag: (await stored(id)).etag });
  await ola.applications.decideApplication({ ...(await step()), outcome: eligibility.ApplicationOutcome.DECLINE, reason: "There are hours left." });
  await ola.applications.notifyApplication({ ...(await step()), channel: "by letter" });
  await ola.applications.requestReview({ ...(await step()), reason: "You did not see the letter." });
  const [first, second] = [await browserOf(browser, "officer"), await browserOf(browser, "second")];
  for (const page of [first, second]) {
    await page.goto(`${address(id, "decide")}?to=approve`);
    await page.getByLabel("Whose money is it?").fill("short-breaks-grant");
    await page.getByLabel("Why?").fill("We have seen the letter now.");
    await page.getByRole("button", { name: "Agree" }).click();
  }
  await expect(first.getByRole("alert")).toContainText("Another officer must do this.");
  await expect(first.getByLabel("Why?")).toHaveValue("We have seen the letter now.");
  await expect(second.locator("[data-state]")).toHaveText("Agreed. The family is not told yet");
  await expect(second.getByText("You did not see the letter.")).toBeVisible();
  expect((await stored(id)).decision).toMatchObject({ decider: "officer:officer:second", outcome: eligibility.ApplicationOutcome.APPROVE });
});

test("an urgent application comes first, and what the family takes back is closed", async ({ browser }) => {
  const { id } = await newApplication({ asked: hours(20) });
  const page = await browserOf(browser, "officer");
  await page.goto(address(id));
  await page.getByRole("link", { name: "Change how soon it is looked at" }).click();
  await expect(page.getByLabel("In its turn")).toBeChecked();
  await expectGoodPage(page);
  await page.getByLabel("Urgent: the family cannot go on without it").check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator("main li").filter({ hasText: /^Urgent$/ })).toBeVisible();
  expect(await stored(id)).toMatchObject({ priority: eligibility.ApplicationPriority.URGENT, statement: "Saturdays are hard for us.", asked: hours(20) });
  await page.goto("/council/applications");
  await expect(page.locator("[data-application]").first()).toContainText("Urgent.");
  await page.goto(address(id));
  await page.getByRole("link", { name: "The family takes it back" }).click();
  await expectGoodPage(page);
  await page.getByLabel("What did the family say?").fill("They have what they need.");
  await page.getByRole("button", { name: "Take it back for them" }).click();
  await expect(page.locator("[data-state]")).toHaveText("Closed");
  expect((await stored(id)).state).toBe(State.CLOSED);
});

test("a paper is taken off the file with a reason, and stays on record", async ({ browser }) => {
  const { id, child } = await newApplication();
  const page = await browserOf(browser, "officer");
  await page.goto(address(id, "papers"));
  await page.getByText("Take it off the file").first().click();
  await page.getByRole("button", { name: "Take it off the file" }).click();
  await expect(page.getByRole("alert")).toContainText("Write why, in 1 to 500 letters");
  await page.getByLabel("Why?").fill("It was another child's.");
  await page.getByRole("button", { name: "Take it off the file" }).click();
  await expect(page.locator('[data-stands="withdrawn"]')).toContainText("It was taken off the file. It was another child's.");
  const { evidence } = await ola.eligibility.listEvidence({ child });
  expect(evidence[0]?.withdrawReason).toBe("It was another child's.");
  await expectGoodPage(page);
});

test("whoever may look and not change is told so by the services, and a colleague's child is not there", async ({ browser }) => {
  const { id } = await newApplication();
  const reader = await browserOf(browser, "reader");
  await reader.goto(address(id));
  const answered = reader.waitForResponse((response) => response.request().method() === "POST");
  await reader.getByRole("button", { name: "Ask the rules again" }).click();
  expect((await answered).status()).toBe(403);
  await expect(reader.getByRole("heading", { level: 1 })).toHaveText("You cannot see this page");
  await expectGoodSource(reader, await (await answered).text());

  const other = await newChild();
  const { application } = await ola.applications.createApplication({ requestId: newRequestId(), application: { child: other.child, offer: "targeted", applicantKind: eligibility.ApplicantKind.OFFICER } });
  await ola.teams.setTeam({ requestId: newRequestId(), child: other.child, team: "north" });
  const page = await browserOf(browser, "officer");
  expect((await page.goto(address(application?.name.split("/")[1] ?? "")))?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("We cannot find that page");
});

test("why a record was opened stands in the audit trail", async ({ browser }) => {
  const { id, child } = await newApplication();
  const page = await browserOf(browser, "officer");
  await page.goto(address(id));
  const { accesses } = await ola.audit.listAccesses({ child });
  const seen = accesses.find(({ method, reference }) => method === "GetChild" && reference === `applications/${id}`);
  expect(seen).toMatchObject({ actor: "officer:officer:demo", purpose: eligibility.AccessPurpose.APPLICATION });
});

test("the pages of an application fit a screen of 320 pixels", { tag: "@once" }, async ({ browser }) => {
  const { id } = await newApplication({ papers: false });
  const page = await browserOf(browser, "officer", { viewport: { width: 320, height: 640 } });
  for (const path of ["/home", "/council/applications", `/council/applications/approve?pick=${id}`, `/council/applications/approved?one=${id}`, address(id), ...["decide", "decide?to=approve", "ask", "panel", "papers", "notify", "close", "second", "priority", "withdraw"].map((step) => address(id, step))]) {
    await page.goto(path);
    await expectFits(page);
    const heights = await page.locator("a.govuk-button, button, nav a, h2 a, h3 a, td a, th a, select, input:not([type=hidden])").evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().height)).filter((height) => height > 0));
    expect(Math.min(...heights), path).toBeGreaterThanOrEqual(24);
  }
});

test("a long queue comes in pages, and the next one goes on where the first ended", { tag: "@once" }, async ({ browser }) => {
  const made = [];
  for (let count = 0; count < 52; count++) made.push(await newApplication({ offer: "overnight" }));
  const page = await browserOf(browser, "officer");
  await page.goto("/council/applications?offer=overnight");
  await expect(page.locator("#results")).toHaveText("The first 50 applications");
  const ids = () => page.locator("[data-application]").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-application") ?? ""));
  const first = await ids();
  await page.getByRole("link", { name: "Show more applications" }).click();
  const second = await ids();
  await expect(page.locator("#results")).toHaveText(new RegExp(`^${second.length} more applications?$`));
  expect(first).toHaveLength(50);
  await expect(page.locator("[data-application]").filter({ hasNotText: "Overnight short breaks" })).toHaveCount(0);
  expect(new Set([...first, ...second]).size).toBe(50 + second.length);
  for (const { id } of made) expect([...first, ...second]).toContain(id);
  await expectGoodPage(page);
  for (const { id } of made) {
    await ola.applications.withdrawApplication({ requestId: newRequestId(), name: `applications/${id}`, etag: (await stored(id)).etag, reason: "Made for the tests of the queue alone." });
  }
});
