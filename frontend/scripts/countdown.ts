/** Times that run: how long until somebody is back, and the thread that is sewn meanwhile. */
import { changed } from "./live";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/**
 * How far this phone's clock is from the server's, in ms: times that come from the server are counted by its clock, so
 * that two phones show the same. Known from the moment a page arrived; 0 on pages that are kept.
 */
function clockOffset(): number {
  const made = Number(document.body.dataset["now"]);
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return made && entry?.responseStart ? made - (performance.timeOrigin + entry.responseStart) : 0;
}

let offset: number | undefined;

/** The server's clock, in ms since 1970, as well as this phone knows it. */
export const serverNow = (): number => Date.now() + (offset ??= clockOffset());

type Style = "long" | "short" | "clock";

const unit = (amount: number, name: "minute" | "hour", style: Exclude<Style, "clock">): string =>
  new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: name, unitDisplay: style }).format(amount);

/** A stretch of time as people say it, in full minutes; seconds only in the last one, or as on a clock: 2:45. */
export function stretch(milliseconds: number, style: Style = "long"): string {
  if (style === "clock") {
    const seconds = Math.ceil(milliseconds / SECOND);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
  if (milliseconds < MINUTE) return `0:${String(Math.min(59, Math.ceil(milliseconds / SECOND))).padStart(2, "0")}`;
  const minutes = Math.floor(milliseconds / MINUTE);
  if (minutes < 60) return unit(minutes, "minute", style);
  const parts = [unit(Math.floor(minutes / 60), "hour", style)];
  if (minutes % 60) parts.push(unit(minutes % 60, "minute", style));
  return new Intl.ListFormat(document.documentElement.lang, { type: "unit", style: "narrow" }).format(parts);
}

/** The time of day on this phone, as the server writes it: 20:40. */
export const clock = (moment: number): string =>
  new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(moment);

function styleOf(element: HTMLElement): Style {
  const { style } = element.dataset;
  return style === "short" || style === "clock" ? style : "long";
}

function write(element: HTMLElement, now: number): boolean {
  const left = Date.parse(element.dataset["until"] ?? "") - now;
  const over = element.dataset["over"];
  const words = left > 0 ? stretch(left, styleOf(element)) : over;
  if (words !== undefined && words !== element.textContent) element.textContent = words;
  return left <= 0;
}

function sew(thread: SVGElement, now: number): void {
  const from = Date.parse(thread.dataset["since"] ?? "");
  const until = Date.parse(thread.dataset["until"] ?? "");
  if (!(until > from)) return;
  const done = Math.min(1, Math.max(0, (now - from) / (until - from)));
  thread.querySelector(".thread-cover")?.setAttribute("stroke-dashoffset", (1 - done).toFixed(4));
}

/** Writes every running time of the page anew. Answers the latest `data-until` that is over, "" if none is. */
function draw(now: number): string {
  let over = "";
  for (const element of document.querySelectorAll<HTMLElement>("time[data-until]")) {
    const until = element.dataset["until"] ?? "";
    if (write(element, now) && until > over) over = until;
  }
  for (const thread of document.querySelectorAll<SVGElement>("svg[data-thread]")) sew(thread, now);
  return over;
}

/** Starts the clock of this page; it stands still while nobody looks. */
export function countdown(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = "";
  let again = 0;
  let wait = 2 * SECOND;

  const tick = (): void => {
    clearTimeout(timer);
    const now = serverNow();
    const over = draw(now);
    if (over && (over !== asked || now >= again)) {
      // The server may reckon it is not over yet (clocks differ by seconds): look again, ever less often.
      wait = over === asked ? wait * 2 : 2 * SECOND;
      again = now + wait;
      asked = over;
      // Over for longer: the server knew when it made this page.
      if (now - Date.parse(over) < MINUTE) changed();
    }
    if (document.visibilityState === "visible" && document.querySelector("[data-until]")) {
      timer = setTimeout(tick, SECOND - (now % SECOND));
    }
  };

  tick();
  document.addEventListener("visibilitychange", tick);
  // A part that was swapped in carries the server's words, or the first running time of this page.
  document.addEventListener("htmx:after:swap", tick);
  // The pause page has one only after the tap.
  document.addEventListener("mend:drawn", tick);
}
