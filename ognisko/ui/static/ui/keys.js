/* Keys: "/" goes to the search, a letter of data-key follows its link; never while typing. */
const typing = (element) => element?.closest?.("input, textarea, select, [contenteditable], dialog[open]");

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const key = event.key.toLowerCase();
  const wanted = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key.toLowerCase() === key);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.matches("[data-search-open]")) wanted.click();
  else if (wanted.matches("input")) {
    wanted.focus();
    wanted.select();
  } else wanted.click();
});
