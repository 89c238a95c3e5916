/**
 * How a promise went, said with one tap, with or without reception: the tap is on the phone's disk at once, under an id
 * of its own, and the card says so until the server has it. Without a worker to send it later the form is a plain form.
 */
import { ANSWERS_TAG, send } from "./answers";
import { newId } from "./ids";
import { changed } from "./live";
import { all, keep, type Answer } from "./store";

/** A day stays open to its owner's word for so long, in ms. */
const MEANS_SOMETHING = 29 * 24 * 3_600_000;

/** Between two taps that are meant lie so many ms at least. */
const UNSHAKEN = 700;
let tappedAt = 0;

/** After so many ms a page tries again: the browser does not tell of every connection that is back. */
const AGAIN = 10_000;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Cards show that their answer waits on this phone, or that it does no more. */
function mark(card: Element, waits: boolean): void {
  for (const part of card.querySelectorAll<HTMLElement>(":scope > form, :scope > details")) part.hidden = waits;
  const note = card.querySelector<HTMLElement>("[data-kept]");
  if (note) note.hidden = !waits;
}

/** Marks every card of this page whose answer waits on the disk. */
async function markAll(): Promise<void> {
  const cards = document.querySelectorAll("[data-due]");
  if (!cards.length) return;
  const waiting = await all("answers").catch(() => []);
  clearTimeout(timer);
  for (const card of cards) {
    const form = card.querySelector("form");
    const on = form?.querySelector<HTMLInputElement>("[name=on]")?.value;
    const waits = waiting.some(
      ({ to, fields, person }) =>
        person === document.body.dataset["person"] && fields["on"] === on && to === form?.getAttribute("action"),
    );
    if (waits) {
      clearTimeout(timer);
      timer = setTimeout(() => void sendWaiting(), AGAIN);
    }
    if (waits || !card.querySelector<HTMLElement>("[data-kept]")?.hidden) mark(card, waits);
  }
}

/** Sends what waits for a card of this page, and looks again later while something does. */
async function sendWaiting(): Promise<void> {
  clearTimeout(timer);
  for (const answer of await all("answers").catch(() => [])) {
    if (answer.person !== document.body.dataset["person"]) continue;
    const result = await send(answer);
    if (result === "waiting") break;
    changed();
  }
  await markAll();
}

/** The browser wakes the worker once there is a connection again, also when this page is closed. */
async function sayLater(): Promise<void> {
  const registration = await navigator.serviceWorker.ready;
  await (registration as { sync?: { register(tag: string): Promise<void> } }).sync?.register(ANSWERS_TAG);
}

async function say(form: HTMLFormElement, button: HTMLElement | null, answer: Answer): Promise<void> {
  const card = form.closest("[data-due]");
  /** As a page: it answers with what is wrong, beside what was typed. Under the same id it is the same tap. */
  const plainly = (): void => {
    if (!form.isConnected) return changed(); // the page shows the day as it stands
    if (card) mark(card, false);
    form.querySelector<HTMLInputElement>("[name=id]")!.value = answer.id;
    form.dataset["said"] = "";
    form.requestSubmit(button);
  };
  try {
    await keep("answers", answer);
  } catch {
    return plainly(); // no disk
  }
  if (card) mark(card, true);
  const result = await send(answer);
  if (result === "refused") plainly();
  else if (result === "settled") changed();
  else {
    await markAll(); // and so the page tries again
    await sayLater().catch(() => undefined);
  }
}

// Takes over the forms that say how a day went, before `forms.ts` sees them.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target as HTMLFormElement;
    const couple = form.dataset["said"];
    const { person } = document.body.dataset;
    if (!couple || !person || !navigator.serviceWorker?.controller) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    // The next card moves up to where the thumb still is: a shaking second tap is none.
    if (Date.now() - tappedAt < UNSHAKEN) return;
    tappedAt = Date.now();
    const id = newId();
    const button = (event as SubmitEvent).submitter as HTMLButtonElement | null;
    const fields: Record<string, string> = { ...(Object.fromEntries(new FormData(form)) as Record<string, string>), id };
    if (button?.name) fields[button.name] = button.value;
    const to = form.getAttribute("action") ?? "";
    void say(form, button, { id, to, fields, person, couple, until: Date.now() + MEANS_SOMETHING });
  },
  { capture: true },
);
document.addEventListener("htmx:after:swap", () => void markAll());
addEventListener("online", () => void sendWaiting());
void markAll();
