/** What this browser keeps about its person: enough to call a pause without reception, and nothing after sign-out. */
import { CODE_KEY } from "./code";
import { unsubscribe } from "./push";
import { forgetStore } from "./store";

/** Under localStorage `mend.pause`: whose pause it would be, who is told, and how long it is by agreement. */
export interface Snapshot {
  readonly person: string;
  readonly partner: string;
  readonly minutes: number;
}

const KEY = "mend.pause";

/** The snapshot; undefined when this browser knows of no linked person. */
export function snapshot(): Snapshot | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "null") as Snapshot | null;
    return kept?.person && kept.minutes > 0 ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Forgets everything of ours but `spared`. */
function wipe(storage: Storage, spared?: string): void {
  for (const key of Object.keys(storage)) if (key.startsWith("mend.") && key !== spared) storage.removeItem(key);
}

/**
 * Brings what is kept up to date with the page. Answers who may send a waiting pause: a linked person's id, null when
 * nobody may, undefined on pages that cannot know.
 */
export function keepUp(): string | null | undefined {
  const { person, partner, minutes, signedOut } = document.body.dataset;
  if (signedOut !== undefined) {
    wipe(localStorage);
    // Who has an invitation and looks at the welcome page first still has it; who signs out leaves it behind.
    wipe(sessionStorage, location.pathname === "/goodbye" ? undefined : CODE_KEY);
    forgetStore();
    unsubscribe().catch(() => undefined); // the server has let go of this device already
    return null;
  }
  if (!person) return undefined;
  if (!partner) {
    localStorage.removeItem(KEY);
    return null;
  }
  // Not every page has looked up the agreement; until one has, what was agreed as far as this phone knows.
  const before = snapshot();
  const agreed = Number(minutes) || (before?.person === person ? before.minutes : 20);
  localStorage.setItem(KEY, JSON.stringify({ person, partner, minutes: agreed } satisfies Snapshot));
  return person;
}
