/** Leaves a page without a way back to it. */
export function leave(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-leave]");
    if (!link) return;
    event.preventDefault();
    location.replace(link.href);
  });
}
