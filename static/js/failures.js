// A request that failed says so where its answer would have stood, with a button that sends it once
// more: HTMX itself leaves the page as it was, in silence.

const KINDS = { 400: "outdated", 403: "outdated", 404: "gone", 429: "busy", 503: "away" };
const RELOADS = new Set(["outdated", "gone"]);

function showFailure({ elt, target, requestConfig }, kind) {
  // The poll for the progress of jobs asks again by itself.
  if (elt.id === "progress") return;
  forgetFailures(target);
  const alert = document.getElementById("failure").content.firstElementChild.cloneNode(true);
  for (const text of alert.querySelectorAll("[data-kind]")) {
    if (text.dataset.kind !== kind) text.remove();
  }
  alert.querySelector(RELOADS.has(kind) ? "[data-action=repeat]" : "[data-action=reload]").remove();
  alert.querySelector("button").addEventListener("click", () => {
    if (RELOADS.has(kind)) location.reload();
    else repeat(alert, elt, requestConfig);
  });
  alert.target = target;
  placeFor(elt, target)(alert);
  alert.scrollIntoView({ block: "nearest" });
}

// Beside the link that was pressed, if it stands in the part that it would have changed; else at
// the top of that part; behind a part as small as a heart.
function placeFor(elt, target) {
  const links = target !== elt && target.contains(elt) && elt.closest("nav");
  if (links) return (alert) => links.before(alert);
  if (target.matches("section, aside")) return (alert) => target.prepend(alert);
  return (alert) => target.after(alert);
}

function repeat(alert, elt, { verb, path }) {
  const next = elt.matches("a[href]")
    ? elt
    : elt.querySelector("h2[tabindex], button, input:not([type=hidden])");
  alert.remove();
  next?.focus();
  htmx.ajax(verb, path, { source: elt });
}

function forgetFailures(target) {
  for (const alert of document.querySelectorAll(".failure")) {
    if (alert.target === target) alert.remove();
  }
}

document.addEventListener("htmx:beforeRequest", ({ detail }) => forgetFailures(detail.target));
document.addEventListener("htmx:sendError", ({ detail }) => showFailure(detail, "unreachable"));
document.addEventListener("htmx:timeout", ({ detail }) => showFailure(detail, "slow"));
document.addEventListener("htmx:responseError", ({ detail }) => {
  showFailure(detail, KINDS[detail.xhr.status] ?? "broken");
});

// A whole page where a part of one was asked for: a redirect, or a network that wants a log-in first.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.isError || !/<html[\s>]/i.test(detail.serverResponse)) return;
  detail.shouldSwap = false;
  showFailure({ ...detail, elt: detail.requestConfig.elt }, "outdated");
});
