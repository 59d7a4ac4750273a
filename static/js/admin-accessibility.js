// Names and roles that the markup of Django's admin and of its select2 lacks. select2 builds its
// fields while the page runs, and again at each change; what is set here may be set any number of
// times.

function nameOf(field) {
  return field.getAttribute("aria-label") || field.labels?.[0]?.textContent.trim().replace(/:$/, "");
}

// A field of select2 stands behind the select that it replaces: it gets that one's name, and where
// one value can be chosen, that value after it.
function nameSelect2(select) {
  const container = select.nextElementSibling;
  const name = nameOf(select);
  const box = container?.querySelector("[role=combobox]");
  if (!box || !name) return;
  box.id ||= `${select.id}_combobox`;
  box.setAttribute("aria-label", name);
  const value = container.querySelector(".select2-selection--single .select2-selection__rendered");
  if (value) {
    // The box is the field; what it shows is no second one.
    value.removeAttribute("role");
    value.removeAttribute("aria-readonly");
    box.setAttribute("aria-labelledby", `${box.id} ${value.id}`);
  }
  container.querySelector(".select2-search__field")?.setAttribute("aria-label", name);
  // The cross that empties the field stands in the list of what is chosen, for the mouse alone:
  // the keyboard takes choices away with Backspace or Delete.
  container.querySelector(".select2-selection__clear")?.setAttribute("aria-hidden", "true");
}

// The list that is open, and the field above it in which one searches. They stand at the end of the
// page, outside of everything: a region of their own, with the name of the field they belong to.
function nameOpenSelect2() {
  const box = document.querySelector(".select2-container--open [role=combobox]");
  const list = document.querySelector(".select2-container--open .select2-results__options");
  if (!box || !list) return;
  const name = box.getAttribute("aria-label") ?? "";
  const region = list.closest(".select2-container");
  region.setAttribute("role", "region");
  box.setAttribute("aria-controls", list.id);
  for (const part of [region, list, region.querySelector(".select2-search__field")]) {
    part?.setAttribute("aria-label", name);
  }
}

function improve() {
  document.querySelectorAll("select.select2-hidden-accessible").forEach(nameSelect2);
  nameOpenSelect2();
  // A picture that has a name must say that it is one.
  document
    .querySelectorAll(".help-tooltip[aria-label]:not([role])")
    .forEach((picture) => picture.setAttribute("role", "img"));
}

new MutationObserver(improve).observe(document.body, { childList: true, subtree: true });
improve();
