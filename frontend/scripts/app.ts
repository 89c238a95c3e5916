/** What every page runs. */
import htmx from "htmx.org";
import { absolutes } from "./absolutes";
import { awake } from "./awake";
import { code } from "./code";
import { countdown } from "./countdown";
import { forms } from "./forms";
import { install } from "./install";
import { keepUp } from "./kept";
import { leave } from "./leave";
import { live } from "./live";
import { push } from "./push";
import { refreshes } from "./refresh";
import { worker } from "./worker";
import { zone } from "./zone";

// Nothing here rewrites the address bar, so the browser's own history stays in charge.
htmx.config.history = false;

/** Each part for itself: one that a browser refuses (storage in a private window) must not take the others down. */
function start(...parts: (() => void)[]): void {
  for (const part of parts) {
    try {
      part();
    } catch (error) {
      console.warn(error);
    }
  }
}

let person: string | null | undefined;
start(
  () => (person = keepUp()),
  refreshes,
  forms,
  countdown,
  awake,
  absolutes,
  live,
  leave,
  code,
  zone,
  install,
  push,
  () => worker(person),
  () => void (navigator as { clearAppBadge?: () => Promise<void> }).clearAppBadge?.(),
);
