/** Our cloth as something to send: only ever after a tap, through the phone's own sheet, as a picture any chat can show. */

/** Pixels of a side. */
const SIZE = 1_200;
const PNG = "image/png";

const buttons = (): NodeListOf<HTMLButtonElement> => document.querySelectorAll<HTMLButtonElement>("[data-picture]");
const words = (): HTMLDetailsElement | null => document.querySelector<HTMLDetailsElement>("#cloth-words");

/** Whether this browser hands pictures on. */
const shares = (): boolean => navigator.canShare?.({ files: [new File([], "cloth.png", { type: PNG })] }) ?? false;

function offer(): void {
  for (const button of buttons()) button.hidden = !shares();
}

/** The picture at `url`, drawn again as a PNG. */
async function drawn(url: string, name: string): Promise<File> {
  const image = new Image(SIZE, SIZE);
  image.src = url;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: SIZE, height: SIZE });
  canvas.getContext("2d")?.drawImage(image, 0, 0, SIZE, SIZE);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, PNG));
  if (!blob) throw new Error("the canvas gave no picture");
  return new File([blob], name, { type: PNG });
}

async function share({ picture = "", name = "" }: DOMStringMap): Promise<void> {
  try {
    await navigator.share({ files: [await drawn(picture, name)] });
  } catch (error) {
    // Closing the sheet is an answer. Where it would not open, the picture is kept instead, to be sent from there.
    if ((error as DOMException).name !== "AbortError") location.assign(picture);
  }
}

offer();
document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-picture]");
  if (button) void share(button.dataset);
});

// Another stitch changes the page; what was opened to be read stays open.
let reading = false;
document.addEventListener("htmx:before:swap", () => (reading = words()?.open ?? false));
document.addEventListener("htmx:after:swap", () => {
  offer();
  const open = words();
  if (open) open.open = reading;
});
