// People who use no mouse: after this, whatever a test presses, ticks, chooses or fills in is reached with the tabulator and done with
// keys alone, and what has the focus can be seen to have it.
import type { ElementHandle, Locator, Page } from "@playwright/test";

type Choice = string | { label?: string; value?: string };

/** More stops than any page has. */
const MOST_STOPS = 400;

/** Takes the mouse from every page of this process. */
export function useKeyboardAlone(page: Page): void {
  const locators = Object.getPrototypeOf(page.locator("html")) as Locator;
  locators.click = click;
  locators.check = check;
  locators.uncheck = uncheck;
  locators.fill = fill;
  locators.selectOption = selectOption as Locator["selectOption"];
}

async function click(this: Locator): Promise<void> {
  const stop = await reach(this);
  await stop.press((await stop.evaluate((element) => element.matches("input"))) ? "Space" : "Enter");
}

async function check(this: Locator): Promise<void> {
  const stop = await reach(this);
  if (!(await stop.isChecked())) await stop.press("Space");
}

async function uncheck(this: Locator): Promise<void> {
  const stop = await reach(this);
  if (await stop.isChecked()) await stop.press("Space");
}

async function fill(this: Locator, value: string): Promise<void> {
  await reach(this);
  const keyboard = this.page().keyboard;
  const type = await this.getAttribute("type");
  if (type === "date" || type === "time") return fillParts(this, type, value);
  await keyboard.press("Control+A");
  await (value === "" ? keyboard.press("Delete") : keyboard.insertText(value));
}

/** Day, month and year, or hours and minutes: each a field of its own within the one. */
async function fillParts(field: Locator, type: "date" | "time", value: string): Promise<void> {
  const keyboard = field.page().keyboard;
  // Backwards the first stop is the button that opens a calendar.
  while (!(await field.evaluate((element) => element.matches(":focus")))) await keyboard.press("Shift+Tab");
  const [first = "", second = "", third = ""] = value.split(/[-:]/);
  // The browser's own language says in which order.
  const orders = type === "date" ? [third + second + first, second + third + first] : [first + second, `${String(Number(first) % 12 || 12).padStart(2, "0")}${second}${Number(first) < 12 ? "a" : "p"}`];
  for (const keys of orders) {
    for (let parts = 0; parts < 3; parts++) await keyboard.press("ArrowLeft");
    if (value === "") for (let parts = 0; parts < 3; parts++) await keyboard.press("Backspace").then(() => keyboard.press("ArrowRight"));
    else await keyboard.type(keys);
    if ((await field.inputValue()) === value) return;
  }
  throw new Error(`the keyboard cannot write ${value}: the field says ${await field.inputValue()}`);
}

async function selectOption(this: Locator, choice: Choice): Promise<string[]> {
  await reach(this);
  const wanted = typeof choice === "string" ? { value: choice, label: choice } : choice;
  const steps = await this.evaluate((element, { value, label }) => {
    const select = element as HTMLSelectElement;
    const at = [...select.options].findIndex((option) => option.value === value || option.label === label);
    return at < 0 ? undefined : at - select.selectedIndex;
  }, wanted);
  if (steps === undefined) throw new Error(`there is no ${JSON.stringify(choice)} to choose`);
  for (let step = 0; step < Math.abs(steps); step++) await this.press(steps < 0 ? "ArrowUp" : "ArrowDown");
  return [await this.inputValue()];
}

/** Presses the tabulator, forwards or back, until that has the focus. */
async function reach(target: Locator): Promise<ElementHandle<Element>> {
  const stop = (await target.evaluateHandle((element) => element.closest("a, button, summary") ?? element)) as ElementHandle<Element>;
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    const key = await stop.evaluate(nextKey);
    if (key === undefined) {
      if (!(await stop.evaluate(showsFocus))) throw new Error(`nobody sees that ${target.toString()} has the focus`);
      return stop;
    }
    await target.page().keyboard.press(key);
  }
  throw new Error(`the keyboard does not reach ${target.toString()}`);
}

function nextKey(target: Element): string | undefined {
  const active = document.activeElement;
  if (active === target) return undefined;
  const group = (element: Element | null) => (element instanceof HTMLInputElement && element.type === "radio" ? element.name : undefined);
  // Radio buttons of one name are one stop.
  if (group(target) !== undefined && group(active) === group(target)) return "ArrowDown";
  const passed = active !== null && (active.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
  return passed ? "Shift+Tab" : "Tab";
}

function showsFocus(element: Element): boolean {
  const shown = ({ outlineStyle, boxShadow, backgroundColor }: CSSStyleDeclaration) => outlineStyle !== "none" || boxShadow !== "none" || backgroundColor === "rgb(255, 221, 0)";
  const { width, height } = element.getBoundingClientRect();
  const label = (element as HTMLInputElement).labels?.[0];
  return width > 0 && height > 0 && (shown(getComputedStyle(element)) || (label !== undefined && shown(getComputedStyle(label, "::before"))));
}
