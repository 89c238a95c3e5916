/**
 * Parts of pages that htmx asks for again: a bad answer never takes away what stands on the screen, and no answer at
 * all changes a form that is being sent.
 */
import type { HtmxRequestCtx } from "htmx.org";

/** The thing is gone, so the whole page has something else to say. */
const GONE = new Set([404, 410]);

/** Guards every refresh (a GET by htmx). */
export function refreshes(): void {
  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx } = (event as CustomEvent<{ ctx: HtmxRequestCtx }>).detail;
    // A fresh id in its fields, or a copy of it beside it, and a second tap would be a second thing. The page that its
    // request leads to is the fresher one anyway.
    if ((event.target as Element).querySelector("form[aria-busy]")) {
      event.preventDefault();
      return;
    }
    const status = ctx.response?.status ?? 0;
    if (ctx.request.method !== "GET" || status < 400) return;
    event.preventDefault();
    if (GONE.has(status)) location.reload();
  });
}
