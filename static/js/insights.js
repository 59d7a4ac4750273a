// Draws each chart from the table beneath it, when it is scrolled to. The table is the only copy of
// the data, and stands there for those who cannot see the picture.

const still = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");

// Column names, and rows of a name, an address and cells of a text and a number.
function readTable(picture) {
  const table = picture.closest(".chart").querySelector("table");
  const columns = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent);
  const rows = [...table.tBodies[0].rows].map(({ cells: [head, ...cells] }) => ({
    name: head.textContent,
    address: head.querySelector("a")?.href,
    texts: cells.map((cell) => cell.textContent),
    numbers: cells.map((cell) => ("value" in cell.dataset ? Number(cell.dataset.value) : null)),
  }));
  return { columns, rows };
}

// The page's own colours, which change with its theme, and sizes that grow with its letters.
function readLook() {
  const style = getComputedStyle(document.documentElement);
  const look = { rem: parseFloat(style.fontSize) };
  for (const name of ["ink", "ink-soft", "ink-against", "text", "quiet", "line", "surface", "sunk"]) {
    look[name] = style.getPropertyValue(`--chart-${name}`).trim();
  }
  look.font = style.getPropertyValue("--pico-font-family-sans-serif");
  return look;
}

function draw(picture) {
  const look = readLook();
  const font = { color: look.text, fontFamily: look.font, fontSize: 0.78 * look.rem };
  const option = SHAPES[picture.dataset.shape](readTable(picture), look, picture.clientWidth);
  const chart = echarts.getInstanceByDom(picture) ?? echarts.init(picture, null, { renderer: "canvas" });
  chart.setOption(
    {
      textStyle: font,
      animation: !still.matches,
      animationDuration: 400,
      // Axes and their names included.
      grid: { left: 2, right: look.rem, top: 0.5 * look.rem, bottom: 6, outerBoundsMode: "same" },
      ...option,
      tooltip: {
        // As HTML it would have inline styles, which the site's policy forbids.
        renderMode: "richText",
        confine: true,
        backgroundColor: look.surface,
        borderColor: look.line,
        textStyle: font,
        ...option.tooltip,
      },
    },
    { notMerge: true },
  );
  chart.off("click");
  chart.on("click", ({ seriesIndex, dataIndex }) => {
    const address = option.series[seriesIndex].addresses?.[dataIndex];
    if (address) location.assign(address);
  });
}

const pictures = () => [...document.querySelectorAll(".chart-picture")];

const seen = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      draw(target);
      sizes.observe(target);
    }
  },
  { rootMargin: "400px" },
);

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) echarts.getInstanceByDom(target)?.resize();
});

function drawAll() {
  for (const picture of pictures()) {
    if (!echarts.getInstanceByDom(picture)) seen.observe(picture);
  }
}

document.addEventListener("htmx:beforeCleanupElement", ({ target }) => {
  seen.unobserve(target);
  sizes.unobserve(target);
  echarts.getInstanceByDom(target)?.dispose();
});
document.addEventListener("htmx:afterSwap", drawAll);
dark.addEventListener("change", () => pictures().filter(echarts.getInstanceByDom).forEach(draw));

drawAll();
