/** Parts of pages that htmx asks for again: a bad answer never takes away what stands on the screen. */
import type { HtmxRequestCtx } from "htmx.org";

/** The thing is gone, so the whole page has something else to say. */
const GONE = new Set([404, 410]);

/** Guards every refresh (a GET by htmx) against being swapped out for an error. */
export function refreshes(): void {
  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx } = (event as CustomEvent<{ ctx: HtmxRequestCtx }>).detail;
    const status = ctx.response?.status ?? 0;
    if (ctx.request.method !== "GET" || status < 400) return;
    event.preventDefault();
    if (GONE.has(status)) location.reload();
  });
}
