// Titles and people below a search field while a name is typed: ARIA's combobox with a listbox. The
// field stays a search field; what is typed is searched for as before unless somebody chooses.

const WAIT = 120; // milliseconds after the last letter

for (const field of document.querySelectorAll("[data-completions]")) offerCompletions(field);

function offerCompletions(field) {
  const place = document.createElement("div");
  place.className = "completions-place";
  const news = document.createElement("p");
  news.className = "visually-hidden";
  news.role = "status";
  field.after(place, news);
  field.role = "combobox";
  field.ariaAutoComplete = "list";
  field.ariaHasPopup = "listbox";
  field.ariaExpanded = "false";
  let timer;
  let request = new AbortController();

  field.addEventListener("input", () => {
    clearTimeout(timer);
    request.abort(); // an answer to fewer letters must not come after one to more
    timer = setTimeout(ask, WAIT);
  });
  field.addEventListener("blur", close);
  field.form.addEventListener("submit", close);
  addEventListener("pagehide", close); // or the way back would lead to a page with the list open
  field.addEventListener("keydown", (event) => {
    const options = [...place.querySelectorAll("[role=option]")];
    if (!options.length || event.isComposing) return;
    const at = options.findIndex((option) => option.ariaSelected === "true");
    if (event.key === "ArrowDown") choose(options, at + 1);
    else if (event.key === "ArrowUp") choose(options, at < 0 ? options.length - 1 : at - 1);
    else if (event.key === "Enter" && at >= 0) options[at].click();
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  // The field would lose the focus, and the list go, before the click arrives.
  place.addEventListener("pointerdown", (event) => event.preventDefault());
  place.addEventListener("mousedown", (event) => event.preventDefault());

  async function ask() {
    request = new AbortController();
    const address = new URL(field.dataset.completions, location.href);
    // Where a choice leads to the same page, what is chosen there besides stays so.
    if ("withForm" in field.dataset) {
      for (const [name, value] of new FormData(field.form)) address.searchParams.set(name, value);
    }
    address.searchParams.set("q", field.value);
    try {
      const response = await fetch(address, { signal: request.signal });
      if (response.ok && document.activeElement === field) show(await response.text());
    } catch {
      // Without an answer the field is a search field, as it was.
    }
  }

  function show(html) {
    place.innerHTML = html;
    const list = place.querySelector("[role=listbox]");
    if (!list) return close();
    field.setAttribute("aria-controls", list.id);
    field.ariaExpanded = "true";
    field.removeAttribute("aria-activedescendant");
    // The same words again would be no change, and not be said: a space makes them one.
    const said = list.dataset.news;
    news.textContent = news.textContent === said ? `${said}\u00a0` : said;
  }

  function close() {
    clearTimeout(timer);
    request.abort();
    place.replaceChildren();
    news.textContent = "";
    field.ariaExpanded = "false";
    field.removeAttribute("aria-controls");
    field.removeAttribute("aria-activedescendant");
  }

  // One past either end is the field itself.
  function choose(options, at) {
    for (const option of options) option.ariaSelected = "false";
    const option = options[at];
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.ariaSelected = "true";
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  }
}
