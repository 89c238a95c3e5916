/** The browser knows in which time zone it is; people are not asked. */

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
  const known = document.body.dataset["zone"];
  if (!known || known === here || sessionStorage.getItem("mend.zone") === here) return;
  sessionStorage.setItem("mend.zone", here);
  const body = new URLSearchParams({ time_zone: here });
  fetch("/account/time-zone", { method: "POST", body, keepalive: true }).catch(() => {
    sessionStorage.removeItem("mend.zone"); // next page
  });
}
