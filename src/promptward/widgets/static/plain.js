// The server's own pages (join, home, code, errors): leaving wipes this device, the text size is kept.

import { forget, textSize } from "./device.js";

/** The forms *leave this device* and *delete my data* take every text of every person off this device. */
function guardLeaving() {
  document.addEventListener("submit", (event) => {
    if (/\/(leave|delete)$/.test(event.target.getAttribute("action") || "")) forget();
  });
}

if (document.body && document.body.classList.contains("pw-page")) {
  textSize();
  guardLeaving();
}
