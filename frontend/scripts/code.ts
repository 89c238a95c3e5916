/**
 * An invitation's code travels behind the # of its link, where no server and no log sees it. It waits in this tab until
 * its reader has signed up or in.
 */

/** Where the code waits, in sessionStorage. */
export const CODE_KEY = "mend.code";
const CODE = /^#[0-9A-Z][0-9A-Z-]{5,}$/;

const field = (): HTMLInputElement | null => document.querySelector("input[data-code], input[name=code]");

function take(): void {
  if (!CODE.test(location.hash)) return;
  sessionStorage.setItem(CODE_KEY, location.hash.slice(1));
  // Out of the address bar, and out of the history.
  history.replaceState(history.state, "", location.pathname + location.search);
}

function fill(): void {
  const input = field();
  const code = sessionStorage.getItem(CODE_KEY);
  if (!input || !code || input.value) return;
  input.value = code;
  input.form?.addEventListener("submit", () => sessionStorage.removeItem(CODE_KEY), { once: true });
}

/** Says on the button that it worked, for a moment. */
function say(button: HTMLElement, words: string | undefined): void {
  if (!words || button.textContent === words) return;
  const before = [...button.childNodes];
  button.textContent = words;
  setTimeout(() => button.replaceChildren(...before), 3_000);
}

function offer(): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-share]")) button.hidden = !navigator.share;
  for (const button of document.querySelectorAll<HTMLElement>("[data-copy]")) button.hidden = !navigator.clipboard;
}

/** Takes the code from the address, fills it in where it is asked for, and makes share and copy buttons work. */
export function code(): void {
  take();
  fill();
  offer();
  document.addEventListener("htmx:after:swap", offer);
  addEventListener("hashchange", () => {
    take();
    fill();
  });
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-share], [data-copy]");
    if (!button) return;
    const { share: url, title, text, copy, done } = button.dataset;
    if (url !== undefined) {
      // Closing the sheet without sharing is no error.
      navigator.share({ url, ...(title ? { title } : {}), ...(text ? { text } : {}) }).catch(() => undefined);
    } else if (copy !== undefined) {
      navigator.clipboard.writeText(copy).then(() => say(button, done), () => undefined);
    }
  });
}
