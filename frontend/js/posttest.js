// The posttest: how much is answered, a warning on leaving, and a look at the session before sending.
import { guardAnswers } from "./lib/guard.js";

const form = document.querySelector("[data-posttest]");
const questions = [...form.querySelectorAll("[data-question]")];
const progress = form.querySelector("[data-progress]");
const bar = progress.querySelector("progress");
const text = progress.querySelector("[data-progress-text]");

function isAnswered(question) {
  return question.querySelector("input:checked") !== null;
}

function showProgress() {
  const done = questions.filter(isAnswered).length;
  bar.value = done;
  text.textContent = text.dataset.wording.replace("{done}", done).replace("{total}", questions.length);
}

progress.hidden = false;
form.addEventListener("change", showProgress);
showProgress();
guardAnswers(form);
