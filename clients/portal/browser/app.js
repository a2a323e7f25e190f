// Improves pages that work without it: errors are announced, a form is sent once, a hold's time is counted down, and whoever writes
// stays signed in.
import { Button, ErrorSummary, createAll } from "govuk-frontend";

document.documentElement.classList.add("govuk-frontend-supported");
document.body.classList.add("govuk-frontend-supported", "js-enabled");
createAll(Button, { preventDoubleClick: true });
createAll(ErrorSummary);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => globalThis.print());
}

for (const chooser of document.querySelectorAll("input[type=file][data-into]")) {
  chooser.addEventListener("change", async () => {
    const [file] = chooser.files;
    if (file) document.getElementById(chooser.dataset.into).value = await file.text();
  });
}

// Whoever writes a long text is not signed out meanwhile.
let wrote = false;
document.addEventListener("input", () => (wrote = true));
setInterval(() => {
  if (wrote) fetch("/still-here").catch(() => undefined);
  wrote = false;
}, 300_000);

const countdown = document.querySelector("[data-until]");
if (countdown) countDown(countdown);

/** Minute by minute, and read out where the time grows short; half a minute's error is the most. */
function countDown(element) {
  const until = Date.parse(element.dataset.until);
  const words = JSON.parse(element.dataset.words);
  const announced = document.getElementById(element.dataset.announce);
  const show = () => {
    const minutes = Math.max(0, Math.ceil((until - Date.now()) / 60000));
    const text = minutes === 0 ? words.over : (words[minutes] ?? words.other.replace("{count}", String(minutes)));
    if (element.textContent !== text) element.textContent = text;
    element.classList.toggle("sb-countdown--soon", minutes <= 3);
    if (minutes <= 3 && announced && announced.textContent !== text) announced.textContent = text;
    if (minutes > 0) setTimeout(show, 5000);
  };
  show();
}
