// Figures, days and times as families say them. Days and times are London's.
import { type bookings, type } from "@shortbreaks/client";

import type { Language, Translate } from "./messages.ts";

/** A protobuf Timestamp. */
export interface Instant {
  seconds: bigint;
  nanos: number;
}

const ZONE = "Europe/London";

export function dateOf(instant: Instant | undefined): Date {
  return instant ? new Date(Number(instant.seconds) * 1000 + instant.nanos / 1e6) : new Date(NaN);
}

export function instantOf(date: Date): Instant {
  return { seconds: BigInt(Math.floor(date.getTime() / 1000)), nanos: (date.getTime() % 1000) * 1e6 };
}

/** Today in London, `2026-11-29`. */
export function londonDay(date: Date): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: ZONE }).format(date);
}

/** The instant at which a day of London begins. */
export function startOfLondonDay(day: string): Date {
  const midnight = new Date(`${day}T00:00:00Z`);
  const hour = Number(new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", hourCycle: "h23" }).format(midnight));
  return new Date(midnight.getTime() - hour * 3_600_000);
}

export class Words {
  readonly #day: Intl.DateTimeFormat;
  readonly #date: Intl.DateTimeFormat;
  readonly #weekday: Intl.DateTimeFormat;
  readonly #shortDay: Intl.DateTimeFormat;

  readonly t: Translate;

  constructor(t: Translate, language: Language) {
    this.t = t;
    const locale = language === "en" ? "en-GB" : "cy-GB";
    const parts = { day: "numeric", month: "long", year: "numeric" } as const;
    this.#day = new Intl.DateTimeFormat(locale, { timeZone: ZONE, weekday: "long", ...parts });
    this.#shortDay = new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...parts, month: "short" });
    this.#weekday = new Intl.DateTimeFormat(locale, { timeZone: "UTC", weekday: "long", ...parts });
    this.#date = new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...parts });
  }

  /** `Saturday 5 December 2026` */
  day = (instant: Instant | undefined): string => this.#day.format(dateOf(instant)).replace(",", "");

  /** The day in London on which an instant is, `2026-12-05`. */
  londonDayOf = (instant: Instant | undefined): string => londonDay(dateOf(instant));

  /** `Saturday 5 December 2026` of `2026-12-05` */
  weekday = (day: string): string => this.#weekday.format(new Date(`${day}T00:00:00Z`)).replace(",", "");

  /** `5 Dec 2026` */
  shortDay = (instant: Instant | undefined): string => this.#shortDay.format(dateOf(instant));

  /** `5 December 2026`, of a day without a time. */
  date = (date: { year: number; month: number; day: number } | undefined): string =>
    date ? this.#date.format(new Date(Date.UTC(date.year, date.month - 1, date.day))) : "";

  /** `2:30pm`, `midday` */
  time = (instant: Instant | undefined): string => {
    const format = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    const [hour = 0, minute = 0] = format.format(dateOf(instant)).split(":").map(Number);
    return this.clock(hour * 60 + minute);
  };

  /** The same of minutes after midnight. */
  clock = (minutes: number): string => {
    const [hour, minute] = [Math.floor(minutes / 60), minutes % 60];
    if (minute === 0 && hour === 0) return this.t("words.midnight");
    if (minute === 0 && hour === 12) return this.t("words.midday");
    return `${hour % 12 || 12}${minute ? `:${String(minute).padStart(2, "0")}` : ""}${hour < 12 ? "am" : "pm"}`;
  };

  /** `2pm to 4pm`, or with the day where it ends on another. */
  times = (start: Instant | undefined, end: Instant | undefined): string => {
    const sameDay = this.day(start) === this.day(end);
    const until = sameDay ? this.time(end) : this.t("words.time_on_day", { time: this.time(end), day: this.day(end) });
    return this.t("words.from_to", { from: this.time(start), to: until });
  };

  /** `Saturday 5 December 2026 at 2pm` */
  moment = (instant: Instant | undefined): string =>
    this.t("words.day_at_time", { day: this.day(instant), time: this.time(instant) });

  /** `1 hour 30 minutes` */
  duration = (minutes: number): string => {
    const hours = Math.floor(minutes / 60);
    const rest = minutes % 60;
    const words = [];
    if (hours > 0) words.push(this.t("words.hours", { count: hours }));
    if (hours === 0 && rest === 0) return this.t("words.hours", { count: 0 });
    if (rest > 0) words.push(this.t("words.minutes", { count: rest }));
    return words.join(" ");
  };

  /** `£3.50` */
  pounds = (pence: number | bigint): string => {
    const format = new Intl.NumberFormat("en-GB", { style: "currency", currency: "GBP" });
    return format.format(Number(pence) / 100).replace(".00", "");
  };

  /** What a family pays. */
  price = (pence: number | bigint): string => (Number(pence) === 0 ? this.t("words.free") : this.pounds(pence));

  amount = (unit: type.AllocationUnit, amount: number | bigint): string => {
    const count = Number(amount);
    if (unit === type.AllocationUnit.MINUTES) return this.duration(count);
    if (unit === type.AllocationUnit.NIGHTS) return this.t("words.nights", { count });
    if (unit === type.AllocationUnit.SESSIONS) return this.t("words.sessions", { count });
    return this.pounds(count);
  };

  quantity = (quantity: type.Quantity | undefined): string =>
    quantity ? this.amount(quantity.unit, quantity.amount) : this.t("words.nothing");

  /** A line of a statement: with its sign. */
  change = (unit: type.AllocationUnit, amount: bigint): string =>
    amount < 0n ? `−${this.amount(unit, -amount)}` : `+${this.amount(unit, amount)}`;

  miles = (metres: number | undefined): string =>
    metres === undefined ? "" : this.t("words.miles_away", { miles: (metres / 1609.344).toFixed(1) });

  /** `one adult for 3 children` */
  ratio = (ratio: type.SupportRatio | undefined): string => {
    if (!ratio) return "";
    const adults = this.t("words.adults", { count: ratio.staff });
    return this.t("words.ratio", { adults, children: this.t("words.children", { count: ratio.children }) });
  };

  need = (need: type.Need): string => this.t(`needs.${type.Need[need]}`);

  feature = (feature: type.AccessibilityFeature): string => this.t(`features.${type.AccessibilityFeature[feature]}`);

  cause = (cause: type.CancelCause): string => this.t(`causes.${type.CancelCause[cause]}`);

  /** How long a hold lasts from now. */
  minutesLeft = (booking: bookings.Booking, now: Date): number =>
    Math.max(0, Math.ceil((dateOf(booking.holdExpireTime).getTime() - now.getTime()) / 60_000));

  /** `Friday, Saturday and Sunday` */
  list = (items: string[]): string => new Intl.ListFormat("en-GB").format(items);
}
