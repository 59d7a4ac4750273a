// Dark where the visitor's system is, unless they chose a theme on the site.

const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");
const follow = () => root.classList.toggle("dark-mode", system.matches);

if (!root.dataset.theme) {
  follow();
  system.addEventListener("change", follow);
}
