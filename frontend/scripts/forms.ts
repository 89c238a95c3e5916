/** Forms on a bad line: nothing is sent twice, nothing typed is lost, and the page says when there is no connection. */

import { changed } from "./live";

type Submit = HTMLButtonElement | HTMLInputElement;

let unreachable = false;

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
      document.querySelector("[data-offline]")?.scrollIntoView({ block: "nearest" });
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

  addEventListener("online", () => reached(true));
  addEventListener("offline", banner);
  document.addEventListener("htmx:error", () => reached(false));
  document.addEventListener("htmx:after:request", () => reached(true));
  banner();
}
