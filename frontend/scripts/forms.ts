/** Forms on a bad line: nothing is sent twice, nothing typed is lost, and the page says when there is no connection. */

import { changed } from "./live";

type Submit = HTMLButtonElement | HTMLInputElement;

let unreachable = false;

/** What was tapped without a connection, and goes out with the next one. */
let waiting: { form: HTMLFormElement; by: HTMLElement | null } | undefined;

function banner(): void {
  const shown = unreachable || !navigator.onLine;
  for (const element of document.querySelectorAll<HTMLElement>("[data-offline]")) element.hidden = !shown;
}

const reached = (is: boolean): void => {
  unreachable = !is;
  banner();
};

const buttons = (form: HTMLFormElement): Submit[] =>
  [...form.elements].filter(
    (element): element is Submit =>
      (element instanceof HTMLButtonElement || element instanceof HTMLInputElement) && element.type === "submit",
  );

function release(form: HTMLFormElement): void {
  if (!form.hasAttribute("aria-busy")) return;
  form.removeAttribute("aria-busy");
  for (const button of buttons(form)) button.disabled = false;
}

const releaseAll = (): void => document.querySelectorAll<HTMLFormElement>("form[aria-busy]").forEach(release);

function hold(form: HTMLFormElement): void {
  form.setAttribute("aria-busy", "true");
  // Only after the browser has read the form: a disabled button does not send its value.
  setTimeout(() => buttons(form).forEach((button) => (button.disabled = true)));
}

function wait(form: HTMLFormElement, by: HTMLElement | null): void {
  waiting = { form, by };
  document.querySelector("[data-waiting]")?.remove();
  const words = document.querySelector<HTMLTemplateElement>("[data-waiting-words]")?.content.cloneNode(true);
  if (words) form.append(words);
  form.querySelector("[data-waiting]")?.scrollIntoView({ block: "nearest" });
}

function sendWaiting(): void {
  const found = waiting;
  waiting = undefined;
  document.querySelector("[data-waiting]")?.remove();
  if (found?.form.isConnected) found.form.requestSubmit(found.by?.isConnected ? found.by : null);
}

/** Watches over every posted form. */
export function forms(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.method !== "post") return;
    if (form.hasAttribute("aria-busy")) {
      event.preventDefault();
      return;
    }
    if (!event.defaultPrevented && !navigator.onLine) {
      // The browser would put its own error page in place of what was typed.
      event.preventDefault();
      banner();
      wait(form, event.submitter);
      return;
    }
    hold(form);
  });
  addEventListener("pageshow", releaseAll);
  // Its request ended without another page: stopped by hand, most likely. What the page missed meanwhile comes now.
  (window as { navigation?: EventTarget }).navigation?.addEventListener("navigateerror", () => {
    releaseAll();
    changed();
  });

  addEventListener("online", () => {
    reached(true);
    sendWaiting();
  });
  addEventListener("offline", banner);
  document.addEventListener("htmx:error", () => reached(false));
  document.addEventListener("htmx:after:request", () => reached(true));
  banner();
}
