/** The browser changed or lost its subscription by itself. */
import { alone, serverKey, subscribed, tellServer } from "../scripts/subscription";
import { scope } from "./scope";

/** Subscribes anew and tells the server; when that fails, the next opening of Mend does it. */
export async function renew(): Promise<void> {
  try {
    const key = await serverKey();
    await alone(async () => tellServer(await subscribed(scope.registration.pushManager, key), key, true));
  } catch {
    // Signed out, offline or refused: every page looks again when it opens.
  }
}
