// Stands in for the browser's own push service, which the tests' Chromium cannot reach. Keys and endpoint are real.
(() => {
  const KEPT = "test.subscription";
  const bytes = (text) => {
    const padded = text.replace(/-/g, "+").replace(/_/g, "/") + "=".repeat((4 - (text.length % 4)) % 4);
    return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0)).buffer;
  };
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const subscription = (kept) => ({
    endpoint: kept.json.endpoint,
    expirationTime: null,
    options: { userVisibleOnly: true, applicationServerKey: bytes(kept.key) },
    getKey: (name) => bytes(kept.json.keys[name]),
    toJSON: () => kept.json,
    unsubscribe: async () => {
      localStorage.removeItem(KEPT);
      return true;
    },
  });
  const found = () => JSON.parse(localStorage.getItem(KEPT) ?? "null");
  PushManager.prototype.getSubscription = async () => (found() ? subscription(found()) : null);
  PushManager.prototype.subscribe = async (options) => {
    const given = options.applicationServerKey;
    const key = typeof given === "string" ? given : text(given.buffer ?? given);
    const kept = { key, json: await window.mendSubscribe(key) };
    localStorage.setItem(KEPT, JSON.stringify(kept));
    return subscription(kept);
  };
})();
