/**
 * What was answered from a notification. It is on disk before it is sent and stays there until an answer of the server
 * settles it, so that a tap in a dead spot is not lost; past its time nothing of it is sent any more.
 */
import { newId } from "../scripts/ids";
import { all, drop, keep, type Answer } from "../scripts/store";
import type { Post } from "./message";
import { scope, type Registration } from "./scope";

/** The name under which the browser wakes the worker once there is a connection again. */
export const ANSWERS_TAG = "mend-answers";

/** One try, in ms: the browser opens a page for a tap only within a few seconds of it. */
const LIMIT = 4_000;
/** Temporary by nature, as every 5xx is; signed out (401) may be signed in again. */
const PASSING = new Set([401, 408, 425, 429]);

type Result = "settled" | "refused" | "waiting";

async function post({ to, fields, person, couple }: Answer): Promise<Result> {
  const abort = new AbortController();
  const limit = setTimeout(() => abort.abort(), LIMIT);
  try {
    const response = await fetch(to, {
      method: "POST",
      headers: { Accept: "application/json", "Mend-Person": person, "Mend-Couple": couple },
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
async function send(answer: Answer): Promise<Result> {
  const result = Date.now() >= answer.until ? "refused" : await post(answer);
  if (result !== "waiting") await drop("answers", answer.id).catch(() => undefined);
  return result;
}

async function forgetOthers(person: string | null): Promise<void> {
  for (const answer of await all("answers")) if (answer.person !== person) await drop("answers", answer.id);
}

/** Says `what`; answers whether the server has it now. */
export async function say({ brings_id, fields, ...what }: Post): Promise<boolean> {
  const id = newId();
  const answer: Answer = { ...what, id, fields: brings_id ? { ...fields, id } : fields };
  await keep("answers", answer).catch(() => undefined); // no disk: then this one try
  const result = await send(answer);
  if (result === "waiting") {
    await (scope.registration as Registration).sync?.register(ANSWERS_TAG).catch(() => undefined);
  }
  return result === "settled";
}

/**
 * Sends every answer that waits, the oldest first; answers whether some still do. Where it is known who is signed in
 * and linked (null: nobody is), answers of anybody else are forgotten first.
 */
export async function sendAnswers(person?: string | null): Promise<boolean> {
  if (person !== undefined) await forgetOthers(person).catch(() => undefined);
  for (const answer of await all("answers").catch(() => [])) {
    if ((await send(answer)) === "waiting") return true;
  }
  return false;
}
