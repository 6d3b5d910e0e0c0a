// What stays on this device: unsent text and a text size. On a shared phone nothing of a person outlives the tab.

const PREFIX = "pw:";
const SIZE = "pw-size";
// What the tab keeps, and what the browser keeps; already to name them is an error where storage is refused.
const places = [() => sessionStorage, () => localStorage];

/** A short name of this device for the other one to show ("Android, 390 px"). */
export function deviceName() {
  const agent = navigator.userAgent || "";
  const found = /(Android|iPhone|iPad|Windows|Macintosh|CrOS|Linux)/.exec(agent);
  const names = { Macintosh: "Mac", CrOS: "Chromebook" };
  const name = found ? names[found[1]] || found[1] : "?";
  return `${name}, ${Math.round(screen.width)}×${Math.round(screen.height)}`;
}

/** The copy of one seat's unsent work on one exercise. Every method is safe where storage is refused. */
export class LocalCopy {
  constructor({ seat, exercise, shared = false }) {
    this.key = `${PREFIX}${seat}:${exercise}`;
    if (shared) forget(places.slice(1));
    this.place = shared ? places[0] : places[1];
    this.allowed = works(this.place);
  }

  read() {
    if (!this.allowed) return null;
    try {
      return JSON.parse(this.place().getItem(this.key));
    } catch {
      return null;
    }
  }

  /** Merge `patch` into the copy; false when nothing can be kept here. */
  write(patch) {
    if (!this.allowed) return false;
    try {
      this.place().setItem(this.key, JSON.stringify({ ...(this.read() || {}), ...patch }));
      return true;
    } catch {
      return false;
    }
  }
}

function works(place) {
  try {
    place().setItem(`${PREFIX}probe`, "1");
    place().removeItem(`${PREFIX}probe`);
    return true;
  } catch {
    return false;
  }
}

/** Remove every text of every person from this device. */
export function forget(from = places) {
  for (const place of from) {
    try {
      for (const key of Object.keys(place())) if (key.startsWith(PREFIX)) place().removeItem(key);
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
  }
}

/** Apply the remembered text size, or set and remember one (1, 1.15, 1.3). */
export function textSize(scale) {
  let size = scale;
  try {
    if (size) localStorage.setItem(SIZE, String(size));
    else size = Number(localStorage.getItem(SIZE));
  } catch {
    // The size then lasts as long as the page.
  }
  size = [1, 1.15, 1.3].includes(size) ? size : 1;
  document.documentElement.style.setProperty("--pw-scale", String(size));
  return size;
}
