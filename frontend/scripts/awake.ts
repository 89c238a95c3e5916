/** A screen that stays on while somebody looks at a pause, where the browser allows it (Screen Wake Lock). */

const switches = (): NodeListOf<HTMLButtonElement> => document.querySelectorAll<HTMLButtonElement>("[data-awake]");

let lock: WakeLockSentinel | undefined;
let wanted = false;

function draw(): void {
  if (!switches().length) {
    // What it stayed on for is no longer on the screen, nor is the switch to let it go.
    wanted = false;
    void lock?.release();
  }
  for (const button of switches()) {
    button.hidden = !("wakeLock" in navigator);
    button.setAttribute("aria-pressed", String(lock !== undefined));
  }
}

async function hold(): Promise<void> {
  try {
    lock = await navigator.wakeLock.request("screen");
    // The browser lets go by itself when the page is hidden or the battery is low.
    lock.addEventListener("release", () => {
      lock = undefined;
      draw();
    });
  } catch {
    wanted = false; // not now: power saving, most likely
  }
  draw();
}

/** Makes the switches work; a page that comes back to the front holds the screen again. */
export function awake(): void {
  if (!("wakeLock" in navigator)) return;
  draw();
  document.addEventListener("htmx:after:swap", draw);
  document.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("[data-awake]")) return;
    wanted = lock === undefined;
    if (wanted) void hold();
    else void lock?.release();
  });
  document.addEventListener("visibilitychange", () => {
    if (wanted && lock === undefined && document.visibilityState === "visible") void hold();
  });
}
