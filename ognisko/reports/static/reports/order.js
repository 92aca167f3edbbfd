/* Chapters and blocks are put in order by dragging their handle; without scripts, and by keyboard, the arrows do it. */
document.querySelectorAll("[data-order]").forEach((list) => {
  let dragged = null;
  const items = () => [...list.querySelectorAll(":scope > [data-order-item]")];
  list.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-order-handle]");
    if (handle) handle.closest("[data-order-item]").draggable = true;
  });
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-order-item]");
    event.dataTransfer.effectAllowed = "move";
    dragged.classList.add("order-dragged");
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("[data-order-item]");
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    over[event.clientY > box.top + box.height / 2 ? "after" : "before"](dragged);
  });
  list.addEventListener("drop", (event) => event.preventDefault());
  list.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("order-dragged");
    dragged.draggable = false;
    const form = dragged.querySelector("[data-order-form]");
    const to = items().indexOf(dragged);
    const from = Number(form.elements.at.value);
    dragged = null;
    if (to === from) return;
    const place = Object.assign(document.createElement("input"), { type: "hidden", name: "to", value: to });
    form.append(place);
    form.submit();
  });
});

/* A figure goes into the text where the cursor stands. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  const text = button && document.getElementById(button.dataset.insertInto);
  if (!text) return;
  text.setRangeText(button.dataset.insert, text.selectionStart, text.selectionEnd, "end");
  text.focus();
});
