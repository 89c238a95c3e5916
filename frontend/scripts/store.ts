/**
 * What this browser keeps on its own disk, shared by pages and the worker: pauses on their way, answers given on
 * notifications, and receipts that could not be handed in. One object store each, keyed by id.
 */

/** A pause that was confirmed on this phone. */
export interface QueuedPause {
  /** UUIDv7, born at the tap. */
  readonly id: string;
  /** Whose pause it is: nobody else's session may send it. */
  readonly person: string;
  readonly partner: string;
  readonly minutes: number;
  /** When it was confirmed; ms since 1970 on this phone's clock. */
  readonly confirmedAt: number;
  /** When its caller said they would be back: afterwards nothing of it is sent. ms since 1970. */
  readonly until: number;
  /** Seconds it has waited at least: grows with every try, so a clock set back cannot make it younger. */
  waited: number;
  /** Tries whose answer never came: one of them may have arrived all the same. */
  unanswered: number;
  /** Set once it is settled; the page that shows it takes the entry away. */
  outcome?: Outcome;
}

/**
 * How sending a pause ended. `sentence` is the server's, in the reader's language; `foreign` when somebody else is
 * signed in here now than the one whose pause it is.
 */
export type Outcome =
  | { readonly kind: "sent"; readonly url: string; readonly at: number }
  | { readonly kind: "refused"; readonly sentence: string; readonly foreign?: boolean }
  | { readonly kind: "over" };

/** "It was shown", for the server; the token belongs to this one delivery. */
export interface Receipt {
  readonly delivery: string;
  readonly token: string;
  readonly shownAt: number;
}

/** An answer given on a notification, until the server has it. */
export interface Answer {
  readonly id: string;
  readonly to: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Whose word it is, and in which couple: nobody else's session may say it, and nowhere else. */
  readonly person: string;
  readonly couple: string;
  /** Afterwards it has no meaning any more; ms since 1970. */
  readonly until: number;
}

interface Kept {
  pauses: QueuedPause;
  receipts: Receipt;
  answers: Answer;
}

/** What came later lives in a database of its own: pages and workers of before still open theirs as they know it. */
const DATABASES = {
  mend: { pauses: "id", receipts: "delivery" },
  "mend-answers": { answers: "id" },
} as const;

/** Forgets everything. */
export function forgetStore(): void {
  for (const name of Object.keys(DATABASES)) indexedDB.deleteDatabase(name);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** The database that holds this object store. */
function open(store: keyof Kept): Promise<IDBDatabase> {
  const name = store === "answers" ? "mend-answers" : "mend";
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    for (const [made, keyPath] of Object.entries(DATABASES[name])) request.result.createObjectStore(made, { keyPath });
  };
  return settled(request);
}

/** Runs `act` on one object store; resolves when the disk has it, and leaves no connection open behind it. */
async function within<K extends keyof Kept, T>(
  name: K,
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open(name);
  try {
    const transaction = database.transaction(name, mode);
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    const result = await settled(act(transaction.objectStore(name)));
    await done;
    return result;
  } finally {
    database.close();
  }
}

/** Everything of a kind, oldest id first. */
export const all = <K extends keyof Kept>(name: K): Promise<Kept[K][]> =>
  within(name, "readonly", (store) => store.getAll() as IDBRequest<Kept[K][]>);

/** One thing, if it is there. */
export const read = <K extends keyof Kept>(name: K, id: string): Promise<Kept[K] | undefined> =>
  within(name, "readonly", (store) => store.get(id) as IDBRequest<Kept[K] | undefined>);

/** Reads one thing and writes or deletes it in the same transaction, so that nobody else's change falls between. */
async function amend<K extends keyof Kept>(
  name: K,
  id: string,
  change: (store: IDBObjectStore) => void,
): Promise<Kept[K] | undefined> {
  const database = await open(name);
  try {
    const transaction = database.transaction(name, "readwrite");
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    const store = transaction.objectStore(name);
    const asked = store.get(id) as IDBRequest<Kept[K] | undefined>;
    asked.onsuccess = () => asked.result && change(store);
    await done;
    return asked.result;
  } finally {
    database.close();
  }
}

/** Takes one thing away and answers it as it was. */
export const take = <K extends keyof Kept>(name: K, id: string): Promise<Kept[K] | undefined> =>
  amend(name, id, (store) => store.delete(id));

/** Writes a thing anew unless it has been taken away meanwhile; answers whether it is still there. */
export const renewed = async <K extends keyof Kept>(name: K, id: string, thing: Kept[K]): Promise<boolean> =>
  (await amend(name, id, (store) => store.put(thing))) !== undefined;

export const keep = <K extends keyof Kept>(name: K, thing: Kept[K]): Promise<IDBValidKey> =>
  within(name, "readwrite", (store) => store.put(thing));

export const drop = (name: keyof Kept, id: string): Promise<undefined> =>
  within(name, "readwrite", (store) => store.delete(id));
