/** Tells the page that something may have changed. htmx then asks for the parts again, so every permission is looked at anew. */

/** Dispatches `mend:changed`, for which parts of pages wait (`hx-trigger="mend:changed from:body"`). */
export function changed(detail?: unknown): void {
  document.body.dispatchEvent(new CustomEvent("mend:changed", { detail }));
}

/** Listens to the couple's events, and looks again whenever some of them may have been missed. */
export function live(): void {
  if (document.body.dataset["live"] === undefined) return;
  let stream: EventSource | undefined;
  let opened = false;
  // The change the page was made after: what came between then and now is not missed.
  let number = document.body.dataset["live"];

  const listen = (): void => {
    stream = new EventSource(`/live?since=${number}`);
    stream.addEventListener("open", () => {
      // The first time the page is as fresh as the stream; after a break it is not.
      if (opened) changed();
      opened = true;
    });
    stream.addEventListener("change", (event: MessageEvent<string>) => {
      // An event without an id of its own is no place to go on from.
      number = event.lastEventId || number;
      changed(JSON.parse(event.data));
    });
    stream.addEventListener("error", () => {
      // The browser reconnects by itself, but not after an answer such as 401 or 503.
      if (stream?.readyState === EventSource.CLOSED) setTimeout(listen, 15_000);
    });
  };

  listen();
  // A page kept for "back" must not hold a stream open, or the browser would not keep it.
  addEventListener("pagehide", () => stream?.close());
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    listen();
    changed();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") changed();
  });
}
