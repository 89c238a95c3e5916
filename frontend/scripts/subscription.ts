/** This browser's push subscription, made and told to the server; for pages and for the worker. */

/** `subscribe()` can hang for ever when the browser cannot reach its push service. In ms. */
const LIMIT = 15_000;

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

/** Tells the server where to reach this browser. Idempotent. SubscriptionRefused when it will not have it. */
export async function tellServer(subscription: PushSubscription, key: string): Promise<void> {
  const { endpoint, keys } = subscription.toJSON();
  const response = await fetch("/devices", {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json" },
    body: JSON.stringify({ endpoint, p256dh: keys?.["p256dh"], auth: keys?.["auth"], key }),
  });
  if (response.ok) return;
  const problem: unknown = await response.json();
  if (response.status >= 500) throw new TypeError("the server cannot take it now");
  throw new SubscriptionRefused(
    typeof problem === "object" && problem !== null && "detail" in problem ? String(problem.detail) : "",
  );
}
