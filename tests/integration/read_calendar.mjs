// Reads an iCalendar file as a second program does, and prints what it saw as JSON: read_calendar.mjs FILE.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

ICAL.design.strict = true;
const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(new ICAL.Timezone({ component: zone }));
}
const instant = (property) => {
  const time = property.getFirstValue();
  const tzid = property.getParameter("tzid");
  if (tzid) time.zone = ICAL.TimezoneService.get(tzid);
  return time.toUnixTime();
};
const events = calendar.getAllSubcomponents("vevent").map((event) => ({
  uid: event.getFirstPropertyValue("uid"),
  sequence: event.getFirstPropertyValue("sequence"),
  status: event.getFirstPropertyValue("status"),
  summary: event.getFirstPropertyValue("summary"),
  location: event.getFirstPropertyValue("location"),
  start: instant(event.getFirstProperty("dtstart")),
  end: instant(event.getFirstProperty("dtend")),
}));
console.log(JSON.stringify({ version: calendar.getFirstPropertyValue("version"), events }));
