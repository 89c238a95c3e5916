/** A panel whose parts are written for different states and platforms; the page shows the ones that fit. */

export type Platform = "ios" | "android" | "samsung" | "firefox-android" | "mac-safari" | "firefox" | "other";

/** What kind of browser this is. Only ever used to choose the right words of help. */
export function platform(): Platform {
  const agent = navigator.userAgent;
  // An iPad calls itself a Mac, but no Mac can be touched.
  if (/iP(hone|ad|od)/.test(agent) || (agent.includes("Mac") && navigator.maxTouchPoints > 1)) return "ios";
  if (agent.includes("Android")) {
    if (agent.includes("SamsungBrowser")) return "samsung";
    return agent.includes("Firefox") ? "firefox-android" : "android";
  }
  if (agent.includes("Firefox")) return "firefox";
  return agent.includes("Mac") && !agent.includes("Chrom") ? "mac-safari" : "other";
}

/** Whether Mend was opened from the home screen or the dock. */
export const isInstalled = (): boolean =>
  matchMedia("(display-mode: standalone)").matches || (navigator as { standalone?: boolean }).standalone === true;

const lists = (words: string | undefined, word: string): boolean => words === undefined || words.split(" ").includes(word);

/** Shows the parts of `panel` whose `data-when` names `state` and whose `data-on` names this platform, if there are any. */
export function show(panel: HTMLElement, state: string): void {
  panel.dataset["state"] = state;
  panel.hidden = true;
  for (const part of panel.querySelectorAll<HTMLElement>("[data-when], [data-on]")) {
    part.hidden = !(lists(part.dataset["when"], state) && lists(part.dataset["on"], platform()));
    if (!part.hidden) panel.hidden = false;
  }
}
