/** The worker's global scope with what TypeScript does not know yet, and what the build writes into the worker. */
import type { PrecacheEntry } from "workbox-precaching";

/** Background Sync (Chromium): the browser wakes the worker when there is a connection again. */
export interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

/** A registration with what TypeScript does not know yet. */
export type Registration = ServiceWorkerRegistration & {
  readonly sync?: { register(tag: string): Promise<void> };
};

interface Scope extends Omit<ServiceWorkerGlobalScope, "addEventListener"> {
  readonly __WB_MANIFEST: PrecacheEntry[];
  readonly __NOTIFICATION_ICON: string;
  readonly __NOTIFICATION_BADGE: string;
  addEventListener(type: "sync", listener: (event: SyncEvent) => void): void;
  addEventListener(type: "pushsubscriptionchange", listener: (event: ExtendableEvent) => void): void;
  addEventListener<K extends keyof ServiceWorkerGlobalScopeEventMap>(
    type: K,
    listener: (event: ServiceWorkerGlobalScopeEventMap[K]) => void,
  ): void;
}

declare const self: Scope;

export const scope: Scope = self;
/** The files and pages to keep, each with its revision. */
export const precached: PrecacheEntry[] = self.__WB_MANIFEST;
export const icon: string = self.__NOTIFICATION_ICON;
export const badge: string = self.__NOTIFICATION_BADGE;
