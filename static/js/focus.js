// What a swap must not lose: the place of the keyboard, and the news for those who do not see it.

const focusWasInside = new WeakMap(); // request → whether the part that it replaces had the focus

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  focusWasInside.set(detail.xhr, detail.target.contains(document.activeElement));
});

// HTMX gives the focus back to an element of the same id. Where there is none, as after a step to
// the next page, it goes to the heading of what came, which a screen reader then reads. Otherwise
// that heading is announced: either way it is said once.
document.addEventListener("htmx:afterSettle", ({ target, detail }) => {
  const isLost = focusWasInside.get(detail.xhr) && document.activeElement === document.body;
  if (isLost) successorOf(detail, target)?.focus({ preventScroll: true });
  const heading = target.querySelector("h2[tabindex], [data-announced]");
  if (!heading || target.matches(".panel, .similar")) return;
  if (document.activeElement !== heading) announce(heading.textContent.trim());
});

// What the form that was sent names, or the part that came, or its heading.
function successorOf({ requestConfig }, target) {
  const named = requestConfig.elt.dataset?.focusAfter;
  return (
    (named && document.querySelector(named)) ||
    target.querySelector("[data-takes-focus], h2[tabindex], [data-announced]")
  );
}

function announce(text) {
  const region = document.getElementById("announcement");
  region.textContent = "";
  setTimeout(() => (region.textContent = text), 50); // the same words again are news as well
}

// A menu closes when somebody is done with it.
document.addEventListener("click", ({ target }) => closeMenus((menu) => !menu.contains(target)));
document.addEventListener("focusin", ({ target }) => closeMenus((menu) => !menu.contains(target)));
document.addEventListener("keydown", ({ key, target }) => {
  if (key !== "Escape") return;
  target.closest("details[data-closes]")?.querySelector("summary").focus();
  closeMenus(() => true);
});

function closeMenus(isDone) {
  for (const menu of document.querySelectorAll("details[data-closes][open]")) {
    if (isDone(menu)) menu.open = false;
  }
}

// A form that came back with errors begins at the first of them; where they are the whole form's, at
// its first field.
(
  document.querySelector("form[method=post] [aria-invalid=true]") ??
  document.querySelector("form[method=post] [role=alert] ~ .field input")
)?.focus();

// A strip shows the whole of what has the focus; browsers are content with a corner of it.
document.addEventListener("focusin", ({ target }) => {
  target.closest(".panel-list li, .decades a")?.scrollIntoView({ block: "nearest", inline: "nearest" });
});
