/** This browser's push subscription, made and told to the server; for pages and for the worker. */

/** `subscribe()` can hang for ever when the browser cannot reach its push service. In ms. */
const LIMIT = 15_000;

/** What the server says of a subscription: it can use it, or it needs a new one. */
export type Standing = "ready" | "again";

/** The server refused the subscription, with its sentence. */
export class SubscriptionRefused extends Error {}

const base64url = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

/** The server's VAPID key, base64url. */
export async function serverKey(): Promise<string> {
  const response = await fetch("/push-key", { headers: { Accept: "application/json" } });
  const answer: unknown = await response.json();
  if (typeof answer !== "object" || answer === null || !("key" in answer)) throw new TypeError("no key");
  return String(answer.key);
}

function limited<T>(promise: Promise<T>): Promise<T> {
  return Promise.race([
    promise,
    new Promise<never>((_, reject) => setTimeout(() => reject(new DOMException("", "TimeoutError")), LIMIT)),
  ]);
}

/** A subscription made with `key`: the present one, or a new one where that was made with another key. */
export async function subscribed(push: PushManager, key: string): Promise<PushSubscription> {
  const present = await push.getSubscription();
  const madeWith = present?.options.applicationServerKey;
  if (present && madeWith && base64url(madeWith) === key) return present;
  await present?.unsubscribe();
  return limited(push.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
}

/**
 * Runs `act` while no other page and no worker of ours changes the subscription: two that do it at once would end up
 * with one endpoint in the browser and another at the server.
 */
export function alone<T>(act: () => Promise<T>): Promise<T> {
  return "locks" in navigator ? navigator.locks.request("mend.push", act) : act();
}

/**
 * Tells the server where to reach this browser; idempotent. One that is not `fresh` only stays: where the server has
 * let go of it, the answer is "again". SubscriptionRefused when it will not have it.
 */
export async function tellServer(subscription: PushSubscription, key: string, fresh: boolean): Promise<Standing> {
  const { endpoint, keys } = subscription.toJSON();
  const response = await fetch("/devices", {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json" },
    body: JSON.stringify({ endpoint, p256dh: keys?.["p256dh"], auth: keys?.["auth"], key, fresh }),
  });
  const answer: unknown = await response.json();
  if (response.ok) {
    return typeof answer === "object" && answer !== null && "standing" in answer && answer.standing === "again"
      ? "again"
      : "ready";
  }
  if (response.status >= 500) throw new TypeError("the server cannot take it now");
  throw new SubscriptionRefused(
    typeof answer === "object" && answer !== null && "detail" in answer ? String(answer.detail) : "",
  );
}
