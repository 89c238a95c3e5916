// Reads a calendar file from standard input with ical.js, and writes every occurrence up to a moment as JSON:
// [uid, start, end, status], start and end in seconds since 1970. Zones are those of the file, not the system's.
import { text } from "node:stream/consumers";
import ICAL from "../../frontend/node_modules/ical.js/dist/ical.js";

const until = Number(process.argv[2]);
const root = new ICAL.Component(ICAL.parse(await text(process.stdin)));
for (const zone of root.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const found = [];
const parts = root.getAllSubcomponents("vevent");
const uid = (part) => part.getFirstPropertyValue("uid");
const isInstead = (part) => part.hasProperty("recurrence-id");
for (const part of parts.filter((one) => !isInstead(one))) {
  // Left to itself, ical.js takes what is instead of one event for what is instead of any.
  const exceptions = parts.filter((one) => isInstead(one) && uid(one) === uid(part));
  const event = new ICAL.Event(part, { exceptions });
  const note = (item, start, end) =>
    found.push([
      event.uid,
      start.toUnixTime(),
      end.toUnixTime(),
      item.component.getFirstPropertyValue("status"),
    ]);
  if (!event.isRecurring()) {
    note(event, event.startDate, event.endDate);
    continue;
  }
  const occurrences = event.iterator();
  for (let next = occurrences.next(); next && next.toUnixTime() < until; next = occurrences.next()) {
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    note(item, startDate, endDate);
  }
}
console.log(JSON.stringify(found));
