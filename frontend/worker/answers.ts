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

async function post({ to, fields, person }: Answer): Promise<Result> {
  const abort = new AbortController();
  const limit = setTimeout(() => abort.abort(), LIMIT);
  try {
    const response = await fetch(to, {
      method: "POST",
      headers: { Accept: "application/json", "Mend-Person": person },
      body: new URLSearchParams(fields),
      // Where it leads is a page; nobody looks at it here.
      redirect: "manual",
      signal: abort.signal,
    });
    if (response.ok || response.type === "opaqueredirect") return "settled";
    return response.status >= 500 || PASSING.has(response.status) ? "waiting" : "refused";
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

/** Says `what` by `until` (ms since 1970); answers whether the server has it now. */
export async function say(what: Post, until: number): Promise<boolean> {
  const id = newId();
  const fields = what.brings_id ? { ...what.fields, id } : what.fields;
  const answer: Answer = { id, to: what.to, fields, person: what.person, until };
  await keep("answers", answer).catch(() => undefined); // no disk: then this one try
  const result = await send(answer);
  if (result === "waiting") {
    await (scope.registration as Registration).sync?.register(ANSWERS_TAG).catch(() => undefined);
  }
  return result === "settled";
}

/** Sends every answer that waits, the oldest first; answers whether some still do. */
export async function sendAnswers(): Promise<boolean> {
  for (const answer of await all("answers").catch(() => [])) {
    if ((await send(answer)) === "waiting") return true;
  }
  return false;
}
