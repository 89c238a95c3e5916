/**
 * The pause page: ring, card, and sending until it is through or over. It needs no connection and nothing from the
 * server; all of its words stand in the page, with {partner} and {time} where this phone knows them.
 */
import { clock } from "./countdown";
import { snapshot } from "./kept";
import { backAt, isOver, pauseOnItsWay, send, sendUnkept, SYNC_TAG, takeBack, tidy, type Try } from "./queue";
import { runRing } from "./ring";
import { drop, keep, read, type QueuedPause } from "./store";
import { forgetTap, newTap, rememberedTap, rememberTap, type Tap } from "./tap";

/** How long a pause can be taken back, in ms. */
const RING = 5_000;
/** A reload within so many ms goes on with the tap; later it asks again. */
const SAME_TAP = 20_000;
/** Between two tries, in ms: at once at first, then gently. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
/** So long may a try that is under way when its caller is back still say how it ended, in ms. */
const LAST_WORD = 2_000;

type Part = "ring" | "ready" | "unknown" | "card" | "over" | "refused" | "dropped";
type Line = "sending" | "waiting" | "signedOut" | "stopping";

const find = <E extends HTMLElement>(selector: string): E | null => document.querySelector<E>(selector);

let shown: Part | undefined;
let stopRing: (() => void) | undefined;
let tap: Tap | undefined;
/** "Send now" was tapped before the ring ran. */
let early = false;
let pause: QueuedPause | undefined;
let trying = false;
/** Its caller is back: nothing of it is sent any more. */
let stopping = false;
let timer: ReturnType<typeof setTimeout> | undefined;
let wait = FIRST_WAIT;

/** The sentence for this pause: another one where a try may have arrived although no answer came. */
function sentence(element: HTMLElement): string {
  const { say, unsure } = element.dataset;
  const words = (pause?.unanswered && unsure) || say || "";
  // The name may be written in the other direction than the sentence around it.
  const partner = `\u2068${pause?.partner ?? snapshot()?.partner ?? ""}\u2069`;
  return words.replace("{partner}", partner).replace("{time}", pause ? clock(pause.until) : "");
}

function showPart(part: Part): void {
  const first = shown === undefined;
  shown = part;
  for (const section of document.querySelectorAll<HTMLElement>("[data-part]")) section.hidden = section.dataset["part"] !== part;
  for (const element of document.querySelectorAll<HTMLElement>("[data-say]")) element.textContent = sentence(element);
  // A new page is read out by itself; a new part of it is not.
  if (!first) find(`[data-part="${part}"] h1`)?.focus();
}

function showLine(line: Line): void {
  const element = find("[data-line]");
  const words = element?.dataset[line];
  if (element && words && element.dataset["said"] !== line) {
    element.dataset["said"] = line;
    element.dataset["say"] = words;
    element.textContent = sentence(element);
  }
  const signIn = find("[data-sign-in]");
  if (signIn) signIn.hidden = line !== "signedOut";
}

function showCard(): void {
  if (!pause) return;
  for (const element of document.querySelectorAll<HTMLElement>('[data-part="card"] [data-until]')) {
    element.dataset["since"] = new Date(pause.confirmedAt).toISOString();
    element.dataset["until"] = new Date(pause.until).toISOString();
  }
  showPart("card");
  document.dispatchEvent(new Event("mend:drawn"));
}

async function forget(): Promise<void> {
  const id = pause?.id;
  forgetTap();
  if (id) await drop("pauses", id).catch(() => undefined);
}

async function settle(result: Try): Promise<void> {
  if (result.kind === "waiting" || result.kind === "signed-out") {
    showLine(result.kind === "waiting" ? "waiting" : "signedOut");
    timer = setTimeout(keepTrying, Math.min(wait, Math.max(0, (pause?.until ?? 0) - Date.now())));
    wait = Math.min(wait * 2, LONGEST_WAIT);
    return;
  }
  await forget();
  if (result.kind === "sent") {
    location.replace(result.url);
    return;
  }
  const words = find("[data-sentence]");
  if (words && result.kind === "refused") words.textContent = result.sentence;
  showPart(result.kind);
}

/** One try now, and the next one later. */
async function keepTrying(): Promise<void> {
  if (!pause || trying || stopping || shown !== "card") return;
  clearTimeout(timer);
  trying = true;
  const mine = pause;
  const result = await send(mine.id).catch(() => sendUnkept(mine));
  pause = (await read("pauses", mine.id).catch(() => undefined)) ?? mine;
  trying = false;
  // Also after "I'm back": whoever hears of a pause has to be told of its end on its own page.
  if (result.kind === "sent" || (shown === "card" && !stopping)) await settle(result);
}

function tryAtOnce(): void {
  wait = FIRST_WAIT;
  void keepTrying();
}

/** The browser may send it after this page is closed (Background Sync, Chromium). */
async function askForSync(): Promise<void> {
  const registration = (await navigator.serviceWorker.ready) as ServiceWorkerRegistration & {
    readonly sync?: { register(tag: string): Promise<void> };
  };
  await registration.sync?.register(SYNC_TAG);
}

async function confirm(): Promise<void> {
  const known = snapshot();
  if (!known || !tap || shown !== "ring") return;
  stopRing?.();
  const now = Date.now();
  pause = { id: tap.id, ...known, confirmedAt: now, until: backAt(now, known.minutes), waited: 0, unanswered: 0 };
  showLine("sending");
  showCard();
  try {
    await keep("pauses", pause);
    forgetTap();
  } catch {
    rememberTap({ ...tap, pause });
  }
  void keepTrying();
  if ("serviceWorker" in navigator) askForSync().catch(() => undefined);
}

function ring(begun: Tap): void {
  const element = find("[data-ring]");
  if (!element) return;
  tap = begun;
  showPart("ring");
  stopRing = runRing(element, begun.at + RING, (end) => {
    if (end === "done") void confirm();
    else ready();
  });
  if (early) void confirm();
}

/** Asks again instead of beginning by itself: somebody came back to this page rather than tapping the button. */
function ready(): void {
  stopRing?.();
  forgetTap();
  showPart("ready");
}

function cancel(): void {
  stopRing?.();
  forgetTap();
  const cameFromUs = document.referrer.startsWith(`${location.origin}/`) && history.length > 1;
  if (cameFromUs) history.back();
  else location.replace("/");
}

/** The caller is back before it went out: it will not go out any more. */
async function comeBack(): Promise<void> {
  if (!pause || stopping) return;
  stopping = true;
  clearTimeout(timer);
  const mine = pause;
  const button = find<HTMLButtonElement>("[data-back]");
  if (button) button.disabled = true;
  showLine("stopping");
  // Undefined when it was never on the disk.
  pause = (await takeBack(mine.id, LAST_WORD).catch(() => undefined)) ?? mine;
  forgetTap();
  if (pause.outcome?.kind === "sent") location.replace(pause.outcome.url);
  else showPart("dropped");
  stopping = false;
  if (button) button.disabled = false;
}

async function waiting(): Promise<QueuedPause | undefined> {
  try {
    await tidy(snapshot()?.person ?? null);
    const kept = await pauseOnItsWay();
    if (kept) return kept;
  } catch {
    // No disk: the tab may remember.
  }
  const kept = rememberedTap()?.pause;
  return kept && !isOver(kept) ? kept : undefined;
}

async function begin(): Promise<void> {
  pause = await waiting();
  if (pause) {
    showLine("waiting");
    showCard();
    tryAtOnce();
    return;
  }
  if (!snapshot()) {
    showPart("unknown");
    return;
  }
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const before = rememberedTap();
  if (entry?.type === "reload" && before && Date.now() - before.at < SAME_TAP) ring(before);
  else if (entry?.type === "reload" || entry?.type === "back_forward") ready();
  else ring(newTap());
}

/** A page opened behind another one, or ahead of time, begins when somebody looks at it. */
function whenSeen(): void {
  if (document.visibilityState === "visible") void begin();
  else document.addEventListener("visibilitychange", whenSeen, { once: true });
}

addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  if (shown === "ring") ready();
  else tryAtOnce();
});
addEventListener("pagehide", () => stopRing?.());
addEventListener("online", tryAtOnce);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && tryAtOnce());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && shown === "ring") cancel();
});
document.addEventListener("click", (event) => {
  const target = event.target as Element;
  if (!shown && target.closest("[data-send]")) {
    event.preventDefault();
    early = true;
  } else if (shown === "ring" && target.closest("[data-cancel], [data-send]")) {
    event.preventDefault(); // link and form are for browsers without scripts
    if (target.closest("[data-cancel]")) cancel();
    else void confirm();
  } else if (target.closest("[data-begin]")) ring(newTap());
  else if (target.closest("[data-back]")) void comeBack();
});
navigator.serviceWorker?.addEventListener("message", tryAtOnce);

whenSeen();
