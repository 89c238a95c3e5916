/** Reads what was pushed. Nothing in here can throw: a push that shows nothing costs the subscription. */
import { scope } from "./scope";

/** A button of a notification: it posts something of its reader's, or opens a page of ours. */
export interface Button {
  readonly action: string;
  readonly title: string;
  readonly navigate: string;
  readonly post?: Post;
}

/** What a button posts, as a form of ours would; with `brings_id` an id born at the tap goes along. */
export interface Post {
  readonly to: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly brings_id: boolean;
  /** Whose word it is, and in which couple: nobody else's session may say it, and nowhere else. */
  readonly person: string;
  readonly couple: string;
  /** How long it has a meaning, ms since 1970: often longer than the notification. */
  readonly until: number;
}

/** What to show. Times are ms since 1970; `receipt` is missing where there is nothing to confirm. */
export interface Message {
  readonly title: string;
  readonly body: string;
  readonly lang: string;
  readonly dir: NotificationDirection;
  readonly tag: string;
  readonly silent: boolean;
  /** Where a tap leads: an address of ours. */
  readonly navigate: string;
  readonly buttons: readonly Button[];
  readonly sent: number;
  /** When its meaning ends. */
  readonly until: number;
  /** Its meaning has ended: what is shown says so, and nobody is told that it was shown. */
  readonly late: boolean;
  readonly receipt?: { readonly delivery: string; readonly token: string };
}

type Members = Readonly<Record<string, unknown>>;

const members = (thing: unknown): Members => (typeof thing === "object" && thing !== null ? (thing as Members) : {});
const text = (thing: unknown): string => (typeof thing === "string" ? thing : "");

/** `address` when it is ours, else the start: a tap never leads anywhere else. */
function ours(address: unknown): string {
  try {
    const url = new URL(text(address), scope.location.origin);
    if (url.origin === scope.location.origin) return url.href;
  } catch {
    // Not an address at all.
  }
  return `${scope.location.origin}/`;
}

const list = (thing: unknown): readonly unknown[] => (Array.isArray(thing) ? thing : []);

/** `until` is when the notification's meaning ends. */
function readPost(thing: unknown, until: number): Post | undefined {
  const post = members(thing);
  const to = text(post["to"]);
  // A path of ours, never another site.
  if (!to.startsWith("/") || ours(to) !== scope.location.origin + to) return undefined;
  const fields = Object.entries(members(post["fields"])).map(([name, value]) => [name, text(value)]);
  return {
    to,
    fields: Object.fromEntries(fields) as Record<string, string>,
    brings_id: post["brings_id"] === true,
    person: text(post["person"]),
    couple: text(post["couple"]),
    until: Date.parse(text(post["until"])) || until,
  };
}

function readButtons(notification: Members, until: number): Button[] {
  const posts = members(members(notification["data"])["posts"]);
  return list(notification["actions"]).flatMap((thing) => {
    const button = members(thing);
    const action = text(button["action"]);
    const title = text(button["title"]);
    if (!action || !title) return [];
    const post = readPost(posts[action], until);
    return [{ action, title, navigate: ours(button["navigate"]), ...(post ? { post } : {}) }];
  });
}

/** The notification of a push. Safari reads the message itself and hands over the notification it would show. */
function pushedNotification(event: PushEvent): Members {
  try {
    const { data, notification } = event as PushEvent & { readonly notification?: unknown };
    return members(data ? members(data.json())["notification"] : notification);
  } catch {
    return {};
  }
}

/** The pushed message; undefined when it cannot be read. */
export function readMessage(event: PushEvent, now: number): Message | undefined {
  const notification = pushedNotification(event);
  const facts = members(notification["data"]);
  const until = Date.parse(text(facts["until"]));
  const late = now >= until;
  const wording = late ? members(facts["ended"]) : notification;
  const title = text(wording["title"]);
  if (!title) return undefined;
  const delivery = text(facts["id"]);
  const token = text(facts["receipt"]);
  const dir = notification["dir"];
  return {
    title,
    body: text(wording["body"]),
    lang: text(notification["lang"]),
    dir: dir === "rtl" || dir === "ltr" ? dir : "auto",
    tag: text(notification["tag"]),
    silent: late || notification["silent"] === true,
    navigate: ours(notification["navigate"]),
    // What is over has nothing to answer.
    buttons: late ? [] : readButtons(notification, until || now),
    sent: Date.parse(text(facts["sent"])) || now,
    until: until || now,
    late,
    ...(delivery && token && !late ? { receipt: { delivery, token } } : {}),
  };
}
