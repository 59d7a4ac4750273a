// What a point is called: fetched when somebody points at it, since 50,000 names would not come with
// the page, and kept while the page is open.

class MapTip {
  constructor(element, address, place) {
    this.element = element;
    this.address = address;
    this.place = place; // point → where it is on the canvas
    this.texts = new Map();
    this.at = -1;
  }

  // Under a mouse it comes and goes by itself; one that is pinned stays, and its links can be used.
  async show(at, id, { isPinned = false } = {}) {
    if (at === this.at && isPinned === this.isPinned) return;
    this.at = at;
    this.isPinned = isPinned;
    if (at < 0) return this.hide();
    const html = await this.fetch(id);
    if (this.at !== at) return; // somebody has gone on meanwhile
    if (!html) return this.hide();
    this.element.innerHTML = html;
    this.element.classList.toggle("is-pinned", isPinned);
    this.element.hidden = false;
    this.move();
    return this.element.querySelector("a").textContent;
  }

  hide() {
    this.at = -1;
    this.isPinned = false;
    this.element.hidden = true;
  }

  // Beside its point, within the picture.
  move() {
    if (this.element.hidden) return;
    const [x, y] = this.place(this.at);
    const { offsetWidth: width, offsetHeight: height, parentElement: ground } = this.element;
    const left = x + 14 + width > ground.clientWidth ? x - 14 - width : x + 14;
    const top = Math.min(Math.max(y - height / 2, 4), ground.clientHeight - height - 4);
    this.element.style.translate = `${Math.max(4, left)}px ${top}px`;
  }

  async fetch(id) {
    const named = `${id}/${location.search}`; // its links keep the engine and the colour of the page
    if (!this.texts.has(named)) {
      try {
        const response = await fetch(this.address + named);
        if (!response.ok) return "";
        this.texts.set(named, await response.text());
      } catch {
        return ""; // the next time perhaps
      }
    }
    return this.texts.get(named);
  }
}
