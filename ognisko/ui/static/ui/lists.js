/* Sorting and paging inside #results swap only the list; without #results, or without scripts, they are plain links. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-results]");
  const results = document.getElementById("results");
  if (!link || !results?.contains(link) || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const place = link.getBoundingClientRect().top;
  window.htmx.ajax("GET", link.href, { source: results, target: "#results", select: "#results", swap: "outerHTML", push: link.getAttribute("href") })
    .then(() => {
      const again = document.getElementById("results")?.querySelector("[aria-sort] a, .pagination [aria-current]");
      again?.focus({ preventScroll: place > 0 });
      if (place > window.innerHeight / 2) document.getElementById("results")?.scrollIntoView({ block: "start" });
    });
});

/* Scrollable tables take focus only where they scroll. */
const watch = new ResizeObserver((entries) => entries.forEach(({ target }) => {
  if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
  else target.removeAttribute("tabindex");
}));
const watchAll = (root) => root.querySelectorAll(".table-wrap").forEach((one) => watch.observe(one));
watchAll(document);
document.body.addEventListener("htmx:load", (event) => watchAll(event.detail.elt));

/* A filter keeps the order that was chosen since the page was drawn. */
document.body.addEventListener("htmx:configRequest", (event) => {
  if (!event.detail.elt.matches(".filter-bar")) return;
  const sort = new URLSearchParams(location.search).get("sort");
  if (sort) event.detail.parameters.set("sort", sort);
});

/* On a phone the results come before filters that nobody uses. */
if (window.matchMedia("(width < 700px)").matches)
  for (const more of document.querySelectorAll(".more-filters:not([data-in-use])")) more.open = false;
