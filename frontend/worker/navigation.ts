/** Pages: always from the network, with a kept page in their place when it does not answer. Nothing is put aside. */
import { matchPrecache } from "workbox-precaching";
import type { RouteHandlerCallbackOptions } from "workbox-core";

/** So long may a page take before the shell stands there instead, in ms. */
const PATIENCE = 3_000;
/** So long when the shell itself asks again because the connection is there but slow. */
const MORE_PATIENCE = 30_000;

/** What stands in front of Mend says that Mend does not answer. */
const UNREACHABLE = new Set([502, 504]);

let patientUntil = 0;

/** The next page may take longer: somebody is looking at the shell, which says that it keeps trying. */
export function bePatient(): void {
  patientUntil = Date.now() + MORE_PATIENCE;
}

/** Answers a navigation. */
export async function navigate({ request }: RouteHandlerCallbackOptions): Promise<Response> {
  const abort = new AbortController();
  const limit = setTimeout(() => abort.abort(), Date.now() < patientUntil ? MORE_PATIENCE : PATIENCE);
  try {
    const response = await fetch(request, { signal: abort.signal });
    if (!UNREACHABLE.has(response.status)) return response;
  } catch {
    // No connection, or none worth the name.
  } finally {
    clearTimeout(limit);
  }
  return (await matchPrecache("/offline")) ?? Response.error();
}
