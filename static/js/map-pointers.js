// Mouse, pen and fingers on the map: drag, pinch, wheel, point and press.

const HOVER_PIXELS = 9;
const TOUCH_PIXELS = 22;
const HOVER_MILLISECONDS = 70;

function listenToPointers(picture, tip) {
  const down = new Map(); // pointer → where it is
  let moved = 0;
  let timer;
  const placeOf = ({ clientX, clientY }) => {
    const { left, top } = canvas.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    if (!down.size) moved = 0;
    down.set(event.pointerId, placeOf(event));
    setCross(picture, false);
  });
  canvas.addEventListener("pointermove", (event) => {
    const place = placeOf(event);
    const before = down.get(event.pointerId);
    if (!before) return hover(place);
    const [dx, dy] = [place[0] - before[0], place[1] - before[1]];
    moved += Math.hypot(dx, dy);
    if (moved < 4) return;
    if (down.size === 1) picture.pan(dx, dy);
    else pinch(event.pointerId, before, place);
    down.set(event.pointerId, place);
    tip.isPinned ? tip.move() : point(-1);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, (event) => {
      const isPress = down.delete(event.pointerId) && !down.size && moved < 4;
      if (isPress && end === "pointerup" && event.button === 0) press(event);
    });
  }
  canvas.addEventListener("pointerleave", () => {
    if (!tip.isPinned) point(-1);
  });
  canvas.addEventListener(
    "wheel",
    (event) => {
      // Else the page could not be scrolled past the map.
      if (!event.ctrlKey && !event.metaKey && document.activeElement !== canvas) return;
      event.preventDefault();
      picture.zoomBy(Math.exp(-Math.sign(event.deltaY) * 0.2), ...placeOf(event));
      point(-1);
    },
    { passive: false },
  );

  function pinch(pointer, before, place) {
    const [other] = [...down].filter(([id]) => id !== pointer).map(([, where]) => where);
    const spread = ([x, y]) => Math.hypot(x - other[0], y - other[1]);
    const middle = [(place[0] + other[0]) / 2, (place[1] + other[1]) / 2];
    picture.zoomBy(Math.max(spread(place), 1) / Math.max(spread(before), 1), ...middle);
    picture.pan((place[0] - before[0]) / 2, (place[1] - before[1]) / 2);
  }

  function hover(place) {
    clearTimeout(timer);
    const at = picture.pointAt(...place, HOVER_PIXELS);
    if (tip.isPinned && at < 0) return;
    canvas.classList.toggle("is-over-a-point", at >= 0);
    timer = setTimeout(() => point(at), at === tip.at ? 0 : HOVER_MILLISECONDS);
  }

  // A mouse has seen the name already; a finger sees it first.
  function press(event) {
    const isMouse = event.pointerType === "mouse";
    const at = picture.pointAt(...placeOf(event), isMouse ? HOVER_PIXELS : TOUCH_PIXELS);
    if (isMouse && at >= 0) openTitle(tip, picture.points.ids[at]);
    else point(at, { isPinned: at >= 0 });
  }

  function point(at, options) {
    clearTimeout(timer);
    picture.hovered = at;
    picture.request();
    tip.show(at, picture.points.ids[at], options);
  }
}

// By the link that the title's own text has, since its address has its name.
async function openTitle(tip, id) {
  const html = document.createElement("template");
  html.innerHTML = await tip.fetch(id);
  const link = html.content.querySelector("a");
  if (link) location.assign(link.href);
}
