/** The tap that began a pause, as this tab remembers it: a reload goes on with it and makes no second one. */
import { newId } from "./ids";
import type { QueuedPause } from "./store";

export interface Tap {
  readonly id: string;
  /** ms since 1970. */
  readonly at: number;
  /** The confirmed pause, where the browser gives us no disk to keep it on. */
  readonly pause?: QueuedPause;
}

const KEY = "mend.tap";

export function rememberTap(tap: Tap): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(tap));
  } catch {
    // Then a reload begins anew, and the five seconds with it.
  }
}

export function newTap(): Tap {
  const now = Date.now();
  const tap = { id: newId(now), at: now };
  rememberTap(tap);
  return tap;
}

export function rememberedTap(): Tap | undefined {
  try {
    return (JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Tap | null) ?? undefined;
  } catch {
    return undefined;
  }
}

export function forgetTap(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // It was never written.
  }
}
