// At a post: what comes of the options that are chosen is said at once, and whoever registers is asked for the fields.
"use strict";
const COLOURS = { pass: "good", register: "good", check_here: "care", divert: "care", turn_back: "danger", refer: "danger" };
for (const form of document.querySelectorAll("[data-checks]")) {
  const table = JSON.parse(form.dataset.checks), verdict = form.querySelector("[data-verdict]"), fields = form.querySelector("[data-registers]");
  const show = () => {
    let cell = 0;
    for (const [name, options] of table.asks) {
      const chosen = form.elements["ask-" + name].value;
      cell = cell * options.length + options.indexOf(chosen);
    }
    const rule = table.cells[cell], decided = form.elements.decided && form.elements.decided.value;
    const outcome = decided || table.outcomes[rule];
    verdict.hidden = false;
    verdict.className = "banner " + COLOURS[outcome];
    verdict.querySelector("strong").textContent = decided ? form.elements.decided.selectedOptions[0].textContent : table.names[rule];
    verdict.querySelector("span").textContent = decided ? "" : table.why[rule];
    if (fields) { fields.hidden = outcome !== "register"; fields.open = outcome === "register"; }
  };
  form.addEventListener("change", show);
  show();
}
