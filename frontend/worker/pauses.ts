/** Pauses that a closed or offline page left behind. */
import { giveUp, pauseOnItsWay, send, tidy } from "../scripts/queue";
import { scope } from "./scope";

type News = { readonly mend: "sent"; readonly url: string } | { readonly mend: "waiting" | "over" };

async function tellPages(message: News): Promise<void> {
  for (const page of await scope.clients.matchAll({ type: "window", includeUncontrolled: true })) page.postMessage(message);
}

/**
 * Sends the pause that waits, and tells the open pages how it went; answers whether it still waits. Where it is known
 * who is signed in, pauses of anybody else are forgotten first.
 */
export async function sendPauses(person?: string | null): Promise<boolean> {
  if (person !== undefined) await tidy(person);
  if (await giveUp()) await tellPages({ mend: "over" });
  const pause = await pauseOnItsWay();
  if (!pause) return false;
  const result = await send(pause.id);
  if (result.kind === "sent") await tellPages({ mend: "sent", url: result.url });
  else if (result.kind === "waiting" || result.kind === "signed-out") await tellPages({ mend: "waiting" });
  // Somebody else's is nobody's news here.
  else if (result.kind === "over" || !result.foreign) await tellPages({ mend: "over" });
  return result.kind === "waiting";
}
