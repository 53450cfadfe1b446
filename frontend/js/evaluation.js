// The evaluation: follow-up questions appear with the answer they depend on.
import { guardAnswers } from "./lib/guard.js";

const form = document.querySelector("[data-evaluation]");
const followUps = [...form.querySelectorAll("[data-when]")];

function isAsked(followUp) {
  const { when, is } = followUp.dataset;
  const chosen = form.querySelectorAll(`[name="${CSS.escape(when)}"]:checked:not(:disabled)`);
  return [...chosen].some((input) => input.value === is);
}

function showFollowUps() {
  for (const followUp of followUps) {
    const asked = isAsked(followUp);
    followUp.hidden = !asked;
    followUp.disabled = !asked;
  }
}

for (const note of form.querySelectorAll("[data-condition]")) {
  note.hidden = true;
}
form.addEventListener("change", showFollowUps);
showFollowUps();
guardAnswers(form);
