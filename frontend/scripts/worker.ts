/** The page's side of the service worker. */
import { changed } from "./live";

/** What the worker tells pages about what was left behind: a pause, or (`said`, `unsaid`) an answer. */
type News = { readonly mend: "sent"; readonly url: string } | { readonly mend: "waiting" | "over" | "said" | "unsaid" };

/** Seconds after which a page asks again for what still waits. */
const AGAIN = 30_000;

async function tell(message: object): Promise<void> {
  (await navigator.serviceWorker.ready).active?.postMessage(message);
}

/** The server would not take something that had waited: the page shows how it stands now. */
function notTaken(): void {
  for (const banner of document.querySelectorAll<HTMLElement>("[data-unsaid]")) banner.hidden = false;
}

function queued(news: News): void {
  for (const banner of document.querySelectorAll<HTMLElement>("[data-queued]")) {
    banner.hidden = news.mend === "sent";
    if (news.mend === "over") banner.textContent = banner.dataset["over"] ?? "";
  }
}

/** Asks the worker to close notifications about what this page shows to be over; after signing out, all of them. */
function clear(): void {
  if (document.body.dataset["signedOut"] !== undefined) void tell({ do: "clear" });
  const tags = [...document.querySelectorAll<HTMLElement>("[data-clear-tag]")].map((element) => element.dataset["clearTag"]);
  if (tags.length) void tell({ do: "clear", tags });
}

/** Looks for Mend's return while the shell stands in for a page, and then loads that page. */
function returnFromShell(): void {
  let wait = 2_000;
  let timer: ReturnType<typeof setTimeout>;
  const probe = async (): Promise<void> => {
    clearTimeout(timer);
    try {
      await fetch("/livez", { cache: "no-store" });
      await tell({ do: "wait" });
      if (location.pathname === "/offline") location.replace("/");
      else location.reload();
    } catch {
      timer = setTimeout(probe, (wait = Math.min(wait * 2, AGAIN)));
    }
  };
  timer = setTimeout(probe, wait);
  addEventListener("online", probe);
}

/** Registers the worker and works with it. `person` as `keepUp()` answers it. */
export function worker(person: string | null | undefined): void {
  if (!("serviceWorker" in navigator)) return;
  const send = (): void => void tell({ do: "send", person });
  // The pause page sends for itself.
  const sends = location.pathname !== "/pause";

  navigator.serviceWorker.addEventListener("message", (event: MessageEvent<News>) => {
    if (!sends) return;
    if (event.data.mend === "said" || event.data.mend === "unsaid") {
      if (event.data.mend === "unsaid") notTaken();
      changed();
      return;
    }
    queued(event.data);
    if (event.data.mend === "waiting") setTimeout(send, AGAIN);
    if (event.data.mend !== "sent") return;
    if (location.pathname === "/" || document.body.dataset["shell"] !== undefined) location.replace(event.data.url);
    else changed();
  });
  navigator.serviceWorker.startMessages();

  const begin = async (): Promise<void> => {
    try {
      const registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
      // This page has all of its files, so a newer version may take over.
      if (sends) registration.waiting?.postMessage({ do: "activate" });
    } catch {
      return; // a private window, or cookies are blocked: a plain site, then
    }
    if (sends) send();
    clear();
  };
  if (document.readyState === "complete") void begin();
  else addEventListener("load", () => void begin());

  if (sends) addEventListener("online", send);
  document.addEventListener("htmx:after:swap", clear);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    clear();
    if (sends) send();
  });
  if (document.body.dataset["shell"] !== undefined) returnFromShell();
}
