/**
 * The service worker: keeps the few pages a phone needs without reception, shows what the other sent, and hands over
 * what this phone could not send. It never keeps a page or a word that partners wrote.
 */
import { cleanupOutdatedCaches, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { ANSWERS_TAG } from "../scripts/answers";
import { SYNC_TAG } from "../scripts/queue";
import { bePatient, navigate } from "./navigation";
import { sendAnswers } from "./answers";
import { closeNotifications, follow, showPushed } from "./notifications";
import { sendPauses } from "./pauses";
import { handInReceipts } from "./receipts";
import { renew } from "./renewal";
import { precached, scope } from "./scope";

precacheAndRoute(precached);
cleanupOutdatedCaches();
registerRoute(new NavigationRoute(navigate));

// A new version waits until a page that has loaded all of its files says so ("activate"): old pages find the old files
// as long as they may ask for them. The very first one takes charge at once, so that the next tap works offline.
scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));

/** A rejected promise makes the browser try again later. */
const againWhen = (what: string) => (left: boolean): void => {
  if (left) throw new Error(`${what} still waits`);
};

scope.addEventListener("push", (event) => event.waitUntil(showPushed(event)));
scope.addEventListener("notificationclick", (event) => event.waitUntil(follow(event.notification, event.action)));
scope.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew()));
scope.addEventListener("sync", (event) => {
  if (event.tag === ANSWERS_TAG) event.waitUntil(sendAnswers().then(againWhen("an answer")));
  if (event.tag !== SYNC_TAG) return;
  event.waitUntil(
    Promise.all([sendPauses(), handInReceipts()]).then(([left]) => againWhen("a pause")(left)),
  );
});

/** What pages ask of the worker. */
type Request =
  /** `person` is who is signed in and linked; null when nobody is, left out by pages that cannot know. */
  | { readonly do: "send"; readonly person?: string | null }
  /** Without `tags` every notification is taken away. */
  | { readonly do: "clear"; readonly tags?: readonly string[] }
  | { readonly do: "activate" }
  | { readonly do: "wait" };

async function activate(): Promise<void> {
  const pages = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.length <= 1) await scope.skipWaiting();
}

scope.addEventListener("message", (event) => {
  const request = event.data as Request;
  if (request.do === "send") event.waitUntil(Promise.all([sendPauses(request.person), sendAnswers(request.person), handInReceipts()]));
  else if (request.do === "clear") event.waitUntil(closeNotifications(request.tags));
  else if (request.do === "activate") event.waitUntil(activate());
  else if (request.do === "wait") bePatient();
});
