/** "Always" and "never" in what is being written: a hint for the writer alone. Nothing of it leaves the phone. */

/** Shows a form's hint while one of its words stands in it. The words come with the page, in the reader's language. */
export function absolutes(): void {
  document.addEventListener("input", (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("[data-absolutes]");
    const hint = form?.querySelector<HTMLElement>("[data-absolutes-hint]");
    if (!form || !hint) return;
    const words = (form.dataset["absolutes"] ?? "").split("|").map((word) => word.trim()).filter(Boolean);
    const written = [...form.querySelectorAll("textarea")].map((area) => area.value.toLocaleLowerCase()).join(" ");
    // Whole words of any script, not parts of others.
    const pieces = ` ${written.split(/[^\p{L}\p{M}]+/u).join(" ")} `;
    hint.hidden = !words.some((word) => pieces.includes(` ${word.toLocaleLowerCase()} `));
  });
}
