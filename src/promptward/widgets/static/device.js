// What stays on this device: unsent text and a text size. On a shared phone nothing of a person stays.

const PREFIX = "pw:";
const SIZE = "pw-size";

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
    this.allowed = !shared && works();
    if (shared) forget();
  }

  read() {
    if (!this.allowed) return null;
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  /** Merge `patch` into the copy; false when nothing can be kept here. */
  write(patch) {
    if (!this.allowed) return false;
    try {
      localStorage.setItem(this.key, JSON.stringify({ ...(this.read() || {}), ...patch }));
      return true;
    } catch {
      return false;
    }
  }
}

function works() {
  try {
    localStorage.setItem(`${PREFIX}probe`, "1");
    localStorage.removeItem(`${PREFIX}probe`);
    return true;
  } catch {
    return false;
  }
}

/** Remove every text of every person from this device. */
export function forget() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // A browser that keeps nothing has nothing to forget.
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
