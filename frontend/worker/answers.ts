/** What was answered from a notification, and what pages left behind in a dead spot. */
import { ANSWERS_TAG, send } from "../scripts/answers";
import { newId } from "../scripts/ids";
import { all, drop, keep, type Answer } from "../scripts/store";
import type { Post } from "./message";
import { scope, type Registration } from "./scope";

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

async function tellPages(mend: "said" | "unsaid"): Promise<void> {
  for (const page of await scope.clients.matchAll({ type: "window", includeUncontrolled: true })) page.postMessage({ mend });
}

/**
 * Sends every answer that waits, the oldest first; answers whether some still do. Where it is known who is signed in
 * and linked (null: nobody is), answers of anybody else are forgotten first. Open pages hear how each ended.
 */
export async function sendAnswers(person?: string | null): Promise<boolean> {
  if (person !== undefined) await forgetOthers(person).catch(() => undefined);
  for (const answer of await all("answers").catch(() => [])) {
    const result = await send(answer);
    if (result === "waiting") return true;
    await tellPages(result === "settled" ? "said" : "unsaid");
  }
  return false;
}
