/** Help with putting Mend on the home screen. */
import { isInstalled, platform, show } from "./panel";

/** Chromium's offer to install; not part of any standard TypeScript knows. */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

const panels = (): NodeListOf<HTMLElement> => document.querySelectorAll("[data-install-panel]");

/** Shows the help that fits, the browser's own offer where there is one, and nothing where Mend is installed. */
export function install(): void {
  let offer: InstallPrompt | undefined;
  const draw = (): void => {
    for (const panel of panels()) {
      if (isInstalled()) panel.hidden = true;
      else show(panel, offer ? "offer" : "steps");
    }
  };
  draw();
  // The page with the steps for every platform opens at the reader's own.
  document.querySelector(`details[data-platform~="${platform()}"]`)?.setAttribute("open", "");
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event as InstallPrompt;
    draw();
  });
  addEventListener("appinstalled", () => panels().forEach((panel) => (panel.hidden = true)));
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-install]")) void offer?.prompt();
  });
}
