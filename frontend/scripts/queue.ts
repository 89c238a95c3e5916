/**
 * Pauses on their way. The entry is on disk before anything is sent; it is taken away only after an answer that
 * settles it. Page and worker never send at once (a Web Lock); if they did, the id makes it one pause all the same.
 */
import { all, drop, read, renewed, take, type Outcome, type QueuedPause } from "./store";

/** The name under which the browser wakes the worker once there is a connection again. */
export const SYNC_TAG = "mend-pauses";

const LOCK = "mend.pauses";
/** One try, in ms: on one bar of reception an answer takes seconds; a dead connection must not hold up the next try. */
const TRY_LIMIT = 10_000;
/** Temporary by nature (RFC 9110, RFC 8470, RFC 6585); every 5xx is too. */
const PASSING = new Set([408, 425, 429]);

/** What one try came to: an outcome, or why the entry stays. */
export type Try = Outcome | { readonly kind: "waiting" } | { readonly kind: "signed-out" };

/** Whether nothing of it may be sent any more. */
export const isOver = (pause: QueuedPause, now = Date.now()): boolean => now >= pause.until;

/** When the caller is back: `minutes` from `from` (ms), up to the full minute, as the server reckons it. */
export const backAt = (from: number, minutes: number): number => Math.ceil((from + minutes * 60_000) / 60_000) * 60_000;

/** Runs `act` while no other page and no worker of ours sends. */
function alone<T>(act: () => Promise<T>): Promise<T> {
  return "locks" in navigator ? navigator.locks.request(LOCK, act) : act();
}

async function sentence(response: Response): Promise<string> {
  try {
    const problem: unknown = await response.json();
    if (typeof problem === "object" && problem !== null && "detail" in problem) return String(problem.detail);
  } catch {
    // No words of the server's: the page has its own.
  }
  return "";
}

/** Where the pause lives now; "" when the answer is not Mend's (a hotel's sign-in page answers 200, too). */
async function address(response: Response): Promise<string> {
  try {
    const answer: unknown = await response.json();
    if (typeof answer === "object" && answer !== null && "url" in answer && typeof answer.url === "string") {
      const url = new URL(answer.url, location.origin);
      return url.origin === location.origin ? url.pathname : "";
    }
  } catch {
    // Not JSON.
  }
  return "";
}

async function judge(response: Response): Promise<Try> {
  if (response.ok) {
    const url = await address(response);
    return url ? { kind: "sent", url, at: Date.now() } : { kind: "waiting" };
  }
  if (response.status === 401) return { kind: "signed-out" };
  if (response.status === 410) return { kind: "over" };
  if (response.status >= 500 || PASSING.has(response.status)) return { kind: "waiting" };
  return { kind: "refused", sentence: await sentence(response), foreign: response.status === 403 };
}

/** Whether a try can be made at all now, and what it will have cost. */
function begin(pause: QueuedPause): boolean {
  if (!navigator.onLine) return false;
  pause.waited = Math.max(pause.waited, Math.floor((Date.now() - pause.confirmedAt) / 1000));
  pause.unanswered += 1;
  return true;
}

async function post(pause: QueuedPause): Promise<Try> {
  const abort = new AbortController();
  const limit = setTimeout(() => abort.abort(), TRY_LIMIT);
  try {
    const response = await fetch("/pauses", {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams({
        id: pause.id,
        person: pause.person, // the cookie of the moment may be somebody else's
        minutes: String(pause.minutes),
        waited: String(pause.waited),
      }),
      redirect: "error",
      signal: abort.signal,
    });
    if (response.status < 500) pause.unanswered -= 1;
    return await judge(response);
  } catch {
    return { kind: "waiting" };
  } finally {
    clearTimeout(limit);
  }
}

/** One try with a pause that no disk could keep; counts in `pause` what it cost. Never throws. */
export async function sendUnkept(pause: QueuedPause): Promise<Try> {
  if (isOver(pause)) return { kind: "over" };
  return begin(pause) ? post(pause) : { kind: "waiting" };
}

/** Sends the entry `id` unless it is settled already, and writes down what came of it. An entry that is gone is over. */
export function send(id: string): Promise<Try> {
  return alone(async () => {
    const pause = await read("pauses", id);
    if (!pause) return { kind: "over" };
    if (pause.outcome) return pause.outcome;
    let result: Try = { kind: "over" };
    if (!isOver(pause)) {
      if (!begin(pause)) return { kind: "waiting" };
      // A try whose answer nobody was left to read is still a try. Taken back in this moment, it does not go out.
      if (!(await renewed("pauses", id, pause))) return { kind: "over" };
      result = await post(pause);
    }
    if (result.kind === "refused" && result.foreign) {
      await drop("pauses", id);
      return result;
    }
    if (result.kind !== "waiting" && result.kind !== "signed-out") pause.outcome = result;
    await renewed("pauses", id, pause);
    return result;
  });
}

/**
 * Takes the entry `id` back, so that it is never sent again, and answers it as it last stood. A try that is under way
 * may still tell how it ended, for `patience` ms at most.
 */
export async function takeBack(id: string, patience: number): Promise<QueuedPause | undefined> {
  await Promise.race([
    alone(() => Promise.resolve()).catch(() => undefined),
    new Promise((resolve) => setTimeout(resolve, patience)),
  ]);
  return take("pauses", id);
}

/** The pauses no answer has settled yet. */
const unsettled = async (): Promise<QueuedPause[]> => (await all("pauses")).filter((pause) => !pause.outcome);

/** The pause that is still on its way, if any. */
export async function pauseOnItsWay(): Promise<QueuedPause | undefined> {
  return (await unsettled()).find((pause) => !isOver(pause));
}

/** Takes away pauses whose time ended on the way; answers whether there were any, so that somebody can be told. */
export async function giveUp(): Promise<boolean> {
  const late = (await unsettled()).filter((pause) => isOver(pause));
  for (const { id } of late) await drop("pauses", id);
  return late.length > 0;
}

/** Forgets pauses of other people, those whose news is old, and (when nobody is linked) all of them. */
export async function tidy(person: string | null, now = Date.now()): Promise<void> {
  for (const pause of await all("pauses")) {
    const told = pause.outcome?.kind === "sent" ? pause.outcome.at + 60_000 : pause.until + 3_600_000;
    if (pause.person !== person || now > told) await drop("pauses", pause.id);
  }
}
