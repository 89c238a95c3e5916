/** Showing what was pushed, answering a tap on it, and taking away what is over. */
import { matchPrecache } from "workbox-precaching";
import { say } from "./answers";
import { readMessage, type Button, type Message } from "./message";
import { confirmShown } from "./receipts";
import { badge, icon, scope } from "./scope";

/**
 * Chromium loses a notification when getNotifications() is called around showNotification() (13 of 40 when tried):
 * nothing is taken away within so many ms of showing something.
 */
const QUIET_AFTER_SHOWING = 2_000;

interface Options extends NotificationOptions {
  readonly renotify?: boolean;
  readonly timestamp?: number;
  /** Where a tap leads, for browsers that can follow it without the worker. */
  readonly navigate?: string;
  readonly actions?: readonly { readonly action: string; readonly title: string; readonly navigate: string }[];
}

/** What a shown notification remembers for the tap on it. */
interface Shown {
  readonly navigate: string;
  readonly buttons: readonly Button[];
}

let shownAt = 0;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

function optionsFor(message: Message): Options {
  return {
    body: message.body,
    lang: message.lang,
    dir: message.dir,
    tag: message.tag,
    // One that takes the place of another is news of its own ("more time", "I'm back"), unless it is quiet.
    renotify: message.tag !== "" && !message.silent,
    silent: message.silent,
    icon,
    badge,
    timestamp: message.sent,
    navigate: message.navigate,
    actions: message.buttons.map(({ action, title, navigate }) => ({ action, title, navigate })),
    data: { navigate: message.navigate, buttons: message.buttons } satisfies Shown,
  };
}

/** The words for what cannot be read, in the language of the kept pages. Disk only, never the network. */
async function neutral(): Promise<string> {
  try {
    const page = await (await matchPrecache("/offline"))?.text();
    return /data-note="([^"<>&]+)"/.exec(page ?? "")?.[1] ?? "A note in Mend";
  } catch {
    return "A note in Mend";
  }
}

async function showNeutral(): Promise<void> {
  await scope.registration.showNotification(await neutral(), { icon, badge, tag: "mend", data: {} });
}

/** Shows what was pushed, before anything else is done; then tells the server that it was shown. */
export async function showPushed(event: PushEvent): Promise<void> {
  const message = readMessage(event, Date.now());
  if (!message) {
    await showNeutral();
    shownAt = Date.now();
    return;
  }
  await scope.registration.showNotification(message.title, optionsFor(message));
  shownAt = Date.now();
  await confirmShown(message.receipt);
}

/**
 * A tap. A button that says something says it, and opens the page only when it did not get through; everything else
 * leads to a page.
 */
export async function follow(notification: Notification, action: string): Promise<void> {
  notification.close();
  const shown = notification.data as Partial<Shown> | null;
  const button = shown?.buttons?.find((one) => one.action === action);
  if (button?.post && (await say(button.post))) return;
  await open(button?.navigate ?? shown?.navigate ?? `${scope.location.origin}/`);
}

/** The window of ours that shows the page already, or a new one. */
async function open(url: string): Promise<void> {
  await (scope.navigator as WorkerNavigator & { clearAppBadge?: () => Promise<void> }).clearAppBadge?.();
  const windows = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((client) => client.url.split("#")[0] === url);
  await (there ? there.focus() : scope.clients.openWindow(url));
}

/**
 * Takes away this device's notifications that carry one of `tags`: they were answered, or are over. All of them
 * without `tags`: their reader has signed out.
 */
export async function closeNotifications(tags?: readonly string[]): Promise<void> {
  await pause(Math.max(0, shownAt + QUIET_AFTER_SHOWING - Date.now()));
  for (const filter of tags?.map((tag) => ({ tag })) ?? [{}]) {
    for (const notification of await scope.registration.getNotifications(filter)) notification.close();
  }
}
