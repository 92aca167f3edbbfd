/* Building a questionnaire: Alt and an arrow move the line in focus, and the preview keeps the place where one was.
   Without this script the same buttons stand beside each line. */
const builder = document.getElementById("builder");

document.addEventListener("keydown", (event) => {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const line = event.target.closest?.(".build-line");
  const button = line?.querySelector(`button[value^="${event.key === "ArrowUp" ? "up" : "down"}:"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

/* The address names what to stand on: a line takes the focus by itself, the edited question gives it to its first field.
   The browser focuses what an address names after this script ran, so the question passes the focus on. */
const question = document.getElementById("pytanie");
const enter = () => question.querySelector("input:not([type=hidden]), textarea, select")?.focus();
question.addEventListener("focus", enter);
if (builder.querySelector(".field-wrong, .error-summary")) document.querySelector(".error-summary")?.focus();
else if (window.location.hash === "#pytanie") enter();

/* A preview that is drawn again takes the field in focus away with it; the one of the same name and value gets it. */
let kept = null;
document.body.addEventListener("htmx:beforeSwap", () => {
  const at = document.activeElement;
  kept = at?.closest("#preview") ? [at.name, at.type === "radio" || at.type === "checkbox" ? at.value : null] : null;
});
document.body.addEventListener("htmx:afterSwap", () => {
  if (!kept?.[0]) return;
  const [name, value] = kept;
  const same = [...document.querySelectorAll(`#preview [name="${CSS.escape(name)}"]`)];
  (same.find((one) => value === null || one.value === value) ?? same[0])?.focus();
});
