/** Notifications on this device: asking for them, saying truthfully why they cannot come, keeping them alive. */
import { changed } from "./live";
import { isInstalled, platform, show } from "./panel";
import { alone, serverKey, subscribed, SubscriptionRefused, tellServer } from "./subscription";

/** How this device stands; the words for each are in notifications/_this_device.html. */
type State =
  | "insecure"
  | "no-worker"
  | "iphone"
  | "no-push"
  | "denied"
  | "ask"
  | "lost"
  | "failed"
  | "refused"
  | "offline"
  | "ready";

/** Who turned notifications on in this browser. What the server has is asked at every start, and never kept here. */
const KEY = "mend.push";

const me = (): string => document.body.dataset["person"] ?? "";

/** Why this browser cannot receive at all; undefined when it can. */
function obstacle(): State | undefined {
  if (!isSecureContext) return "insecure";
  if (!("serviceWorker" in navigator)) return "no-worker";
  if ("PushManager" in window && "Notification" in window) return undefined;
  return platform() === "ios" && !isInstalled() ? "iphone" : "no-push";
}

/** The worker's registration; undefined when there is none to be had. */
async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  return Promise.race([
    navigator.serviceWorker.ready,
    new Promise<undefined>((resolve) => setTimeout(resolve, 10_000)),
  ]);
}

/**
 * Brings browser and server together: subscribes where needed, and anew where the server has let go of what the browser
 * holds (it was gone, removed, or signed out). SubscriptionRefused, DOMException, TypeError.
 */
async function connect(push: PushManager): Promise<void> {
  const key = await serverKey();
  const before = await push.getSubscription();
  const subscription = await subscribed(push, key);
  const kept = before?.endpoint === subscription.endpoint;
  if ((await tellServer(subscription, key, !kept)) === "again") {
    await subscription.unsubscribe();
    await tellServer(await subscribed(push, key), key, true);
  }
  localStorage.setItem(KEY, me());
}

/** What a failure means; `lost` when it worked before. */
function meaning(error: unknown, before: State): State {
  if (error instanceof SubscriptionRefused) return "refused";
  // A browser that wants a tap first says the same as one whose owner said no.
  if (error instanceof DOMException) return Notification.permission === "denied" ? "denied" : before;
  return "offline";
}

/** How this device stands. Mends what it can without asking anybody. */
async function look(): Promise<[State, unknown?]> {
  const stopped = obstacle();
  if (stopped) return [stopped];
  if (Notification.permission === "denied") return ["denied"];
  try {
    const push = (await registration())?.pushManager;
    if (!push) return ["no-worker"];
    return await alone(async () => {
      if (localStorage.getItem(KEY) !== me()) {
        // Removed here, or somebody else's from before: it must not show their partner's words to this one.
        await (await push.getSubscription())?.unsubscribe();
        return ["ask"];
      }
      if (Notification.permission !== "granted") return ["lost"];
      await connect(push);
      return ["ready"];
    });
  } catch (error) {
    return [meaning(error, "lost"), error];
  }
}

/** Asks the browser, after a tap on a button whose words explained why. */
async function ask(): Promise<[State, unknown?]> {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") return [permission === "denied" ? "denied" : "ask"];
  try {
    const push = (await registration())?.pushManager;
    if (!push) return ["no-worker"];
    await alone(() => connect(push));
    return ["ready"];
  } catch (error) {
    return [meaning(error, "failed"), error];
  }
}

const panel = (): HTMLElement | null => document.querySelector("[data-push]");

function settle([state, error]: [State, unknown?]): void {
  const section = panel();
  if (!section) return;
  if (error instanceof SubscriptionRefused) {
    for (const words of section.querySelectorAll("[data-push-sentence]")) words.textContent = error.message;
  }
  const before = section.dataset["state"];
  show(section, state);
  section.removeAttribute("aria-busy");
  if (state === "ready" && before !== "ready") changed();
}

async function refresh(): Promise<void> {
  if (panel() || localStorage.getItem(KEY) === me()) settle(await look());
}

/** Looks after this device's subscription on every page of a signed-in person. */
export function push(): void {
  if (!me()) return;
  void refresh();
  document.addEventListener("visibilitychange", () => {
    // Back from the settings, perhaps.
    if (document.visibilityState === "visible" && panel()) void refresh();
  });
  document.addEventListener("submit", (event) => {
    // This very device is being removed: it must not come back by itself. The next page ends its subscription.
    const removed = (event.target as Element).matches("[data-removes-this-device]");
    if (removed && !event.defaultPrevented) localStorage.removeItem(KEY);
  });
  document.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("[data-push-ask]")) return;
    panel()?.setAttribute("aria-busy", "true");
    void ask().then(settle);
  });
}

/** Ends this browser's subscription: after signing out nothing may be shown any more. */
export async function unsubscribe(): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration();
  await (await worker?.pushManager?.getSubscription())?.unsubscribe();
}
