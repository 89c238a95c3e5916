/** Receipts: "it was shown on this phone". One that cannot be handed in is kept for the next push, sync or opening. */
import { all, drop, keep, type Receipt } from "../scripts/store";

/** All of a push has to be done within five seconds; a receipt may take this many ms of them. */
const LIMIT = 3_000;
/** After a day nobody looks at it any more. */
const OLD = 24 * 3_600_000;

/** Whether the server has it, or will never take it. */
async function handIn({ delivery, token }: Receipt): Promise<boolean> {
  const abort = new AbortController();
  const limit = setTimeout(() => abort.abort(), LIMIT);
  try {
    const response = await fetch("/receipts", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ delivery, token }),
      credentials: "omit",
      keepalive: true,
      signal: abort.signal,
    });
    return response.ok || (response.status >= 400 && response.status < 500 && response.status !== 429);
  } catch {
    return false;
  } finally {
    clearTimeout(limit);
  }
}

/** Hands in every receipt that is kept. */
export async function handInReceipts(): Promise<void> {
  const kept = await all("receipts");
  await Promise.all(
    kept.map(async (receipt) => {
      if (Date.now() - receipt.shownAt > OLD || (await handIn(receipt))) await drop("receipts", receipt.delivery);
    }),
  );
}

/** Tells the server that a delivery was shown just now, and what could not be told before. */
export async function confirmShown(receipt: { delivery: string; token: string } | undefined): Promise<void> {
  const shown = receipt && { ...receipt, shownAt: Date.now() };
  try {
    if (shown) await keep("receipts", shown);
    await handInReceipts();
  } catch {
    // No disk to keep it on: once, then, and now.
    if (shown) await handIn(shown);
  }
}
