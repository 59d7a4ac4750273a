// What HTML and HTMX leave to do: messages that go away by themselves, fields that are being typed in.

document.addEventListener("htmx:load", ({ target: added }) => {
  if (added.dataset?.seconds) removeAfter(added, 1000 * Number(added.dataset.seconds));
});

// Not under somebody's pointer or keyboard: there may be a button in it.
function removeAfter(message, milliseconds) {
  setTimeout(() => {
    if (message.matches(":hover, :focus-within")) removeAfter(message, 1000);
    else message.remove();
  }, milliseconds);
}

// The filters come back with every answer, for their counts. What somebody has begun to type in one
// of them meanwhile must not be undone by that; HTMX itself puts the focus and the caret back.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const typedIn = document.activeElement;
  if (!typedIn?.id || !event.detail.target.contains(typedIn)) return;
  const successor = event.detail.fragment.querySelector(`#${CSS.escape(typedIn.id)}`);
  if (successor?.matches("input[type=text]")) successor.value = typedIn.value;
});

// An undo changes a title's buttons too, wherever they are. They may have left the page with their
// card meanwhile, which HTMX would take for an error.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!detail.serverResponse?.includes('hx-swap-oob="true"')) return;
  const answer = document.createElement("template");
  answer.innerHTML = detail.serverResponse;
  const parts = [...answer.content.querySelectorAll('[hx-swap-oob="true"]')];
  const homeless = parts.filter((part) => !document.getElementById(part.id));
  if (!homeless.length) return;
  for (const part of homeless) part.remove();
  detail.serverResponse = answer.innerHTML;
});
