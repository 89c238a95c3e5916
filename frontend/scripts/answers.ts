/**
 * What was said with one tap: on a notification, or on a page in a dead spot. It is on disk before it is sent and stays
 * there until an answer of the server settles it; past its time nothing of it is sent any more. Page and worker may
 * send at once: the id makes it one all the same.
 */
import { drop, type Answer } from "./store";

/** The name under which the browser wakes the worker once there is a connection again. */
export const ANSWERS_TAG = "mend-answers";

/** One try, in ms: the browser opens a page for a tap only within a few seconds of it. */
const LIMIT = 4_000;
/** Temporary by nature, as every 5xx is; signed out (401) may be signed in again. */
const PASSING = new Set([401, 408, 425, 429]);

export type Result = "settled" | "refused" | "waiting";

/** Seconds since the tap by this phone's own clock: a UUIDv7 begins with the moment it was born at, in ms. */
const waited = (id: string): string =>
  String(Math.max(0, Math.floor((Date.now() - parseInt(id.replace("-", "").slice(0, 12), 16)) / 1000)));

async function post({ id, to, fields, person, couple }: Answer): Promise<Result> {
  const abort = new AbortController();
  const limit = setTimeout(() => abort.abort(), LIMIT);
  try {
    const response = await fetch(to, {
      method: "POST",
      headers: { Accept: "application/json", "Mend-Person": person, "Mend-Couple": couple, "Mend-Waited": waited(id) },
      body: new URLSearchParams(fields),
      // Where it leads is a page; nobody looks at it here.
      redirect: "manual",
      signal: abort.signal,
    });
    // Mend answers what a button says by leading to a page; a hotel's sign-in page answers 200.
    if (response.type === "opaqueredirect") return "settled";
    return response.ok || response.status >= 500 || PASSING.has(response.status) ? "waiting" : "refused";
  } catch {
    return "waiting";
  } finally {
    clearTimeout(limit);
  }
}

/** Sends one answer and forgets it once it is settled, refused, or over. */
export async function send(answer: Answer): Promise<Result> {
  const result = Date.now() >= answer.until ? "refused" : await post(answer);
  if (result !== "waiting") await drop("answers", answer.id).catch(() => undefined);
  return result;
}
