// What HTML and HTMX leave to do: messages that go away by themselves, fields that are being typed in.

document.addEventListener("htmx:load", (event) => {
  const added = event.target;
  if (added.dataset?.seconds) setTimeout(() => added.remove(), 1000 * Number(added.dataset.seconds));
});

// The filters come back with every answer, for their counts. What somebody has begun to type in one
// of them meanwhile must not be undone by that; HTMX itself puts the focus and the caret back.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const typedIn = document.activeElement;
  if (!typedIn?.id || !event.detail.target.contains(typedIn)) return;
  const successor = event.detail.fragment.querySelector(`#${CSS.escape(typedIn.id)}`);
  if (successor?.matches("input[type=text]")) successor.value = typedIn.value;
});
