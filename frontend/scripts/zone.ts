/** The browser knows in which time zone it is; people are not asked. */

/** In localStorage: whose browser was where, the last time it looked. */
const KEY = "mend.zone";
/** What a browser says that hides where it is, and an account that was never told. */
const NOWHERE = /^(Etc\/)?(UTC|UCT|GMT|Zulu|Universal)$/;

const field = (): HTMLInputElement | HTMLSelectElement | null => document.querySelector("[name=time_zone]");

/** Fills in the zone where a form asks for it, and tells the server when the phone has travelled. */
export function zone(): void {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!here) return;
  const asked = field();
  if (asked && (asked.value === "" || asked.value === "UTC")) {
    if (asked instanceof HTMLSelectElement && ![...asked.options].some((option) => option.value === here)) {
      asked.add(new Option(here, here));
    }
    asked.value = here;
  }
  const { zone: known, person } = document.body.dataset;
  if (!known || !person || NOWHERE.test(here)) return;
  // Only a phone that has travelled knows better than the account, whose zone may be chosen by hand.
  const before = localStorage.getItem(KEY);
  const now = `${person} ${here}`;
  if (before === now) return;
  localStorage.setItem(KEY, now);
  const travelled = before?.startsWith(`${person} `) === true;
  if (known === here || !(travelled || NOWHERE.test(known))) return;
  const body = new URLSearchParams({ time_zone: here });
  const tellLater = (): void => {
    if (before === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, before);
  };
  fetch("/account/time-zone", { method: "POST", body, keepalive: true }).then(
    ({ status }) => status >= 500 && tellLater(),
    tellLater,
  );
}
