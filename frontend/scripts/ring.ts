/** The five seconds in which a pause can still be taken back. */

/** A ring that ends later than this many ms after its time was frozen meanwhile: nobody is surprised by what it sends. */
const TOO_LATE = 15_000;

/** How a ring ended. */
export type End = "done" | "too late";

/** Runs the ring inside `element` until `due` (ms since 1970); answers a function that stops it. */
export function runRing(element: HTMLElement, due: number, ended: (end: End) => void): () => void {
  const count = element.querySelector("[data-ring-count]");
  const tick = (): void => {
    const left = due - Date.now();
    if (count) count.textContent = String(Math.max(0, Math.ceil(left / 1000)));
    if (left > 0) return;
    stop();
    ended(left < -TOO_LATE ? "too late" : "done");
  };
  const timer = setInterval(tick, 100);
  const stop = (): void => {
    clearInterval(timer);
    element.classList.remove("running");
  };
  element.style.setProperty("--ring-time", `${Math.max(0, due - Date.now())}ms`);
  element.classList.add("running");
  tick();
  return stop;
}
