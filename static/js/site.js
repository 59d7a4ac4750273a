// What HTML and HTMX leave to do: messages that go away by themselves.
document.addEventListener("htmx:load", (event) => {
  for (const toast of event.target.parentElement?.querySelectorAll("[data-seconds]") ?? []) {
    if (toast.dataset.started) continue;
    toast.dataset.started = "yes";
    setTimeout(() => toast.remove(), 1000 * Number(toast.dataset.seconds));
  }
});

// A swap that failed says so: HTMX itself leaves the page as it was, in silence.
for (const name of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(name, () => {
    const text = document.body.dataset.failureText;
    const toast = document.createElement("p");
    toast.className = "toast is-failure";
    toast.textContent = text;
    document.getElementById("toasts").append(toast);
    setTimeout(() => toast.remove(), 6000);
  });
}
