// At a post: what comes of the options that are chosen is said at once, and whoever registers is asked for the fields.
"use strict";
const COLOURS = new Map([["pass", "good"], ["register", "good"], ["check_here", "care"], ["divert", "care"], ["turn_back", "danger"], ["refer", "danger"]]);
for (const form of document.querySelectorAll("[data-checks]")) {
  const asks = form.dataset.asks.split(","), cells = form.dataset.cells.split(",").map(Number), outcomes = form.dataset.outcomes.split(",");
  const says = [...form.querySelector("[data-rules]").content.children], verdict = form.querySelector("[data-verdict]"), fields = form.querySelector("[data-registers]");
  const decided = form.querySelector("[name=decided]");
  const show = () => {
    let cell = 0;
    for (const ask of asks) {
      const options = [...form.querySelectorAll("[name=ask-" + ask + "]")];
      cell = cell * options.length + options.findIndex((option) => option.checked);
    }
    const rule = cells[cell], outcome = (decided && decided.value) || outcomes[rule], said = says[rule].cloneNode(true);
    if (decided && decided.value) said.textContent = decided.selectedOptions[0].textContent;
    verdict.replaceChildren(said);
    verdict.className = "banner " + COLOURS.get(outcome);
    verdict.hidden = false;
    if (fields) { fields.hidden = outcome !== "register"; fields.open = outcome === "register"; }
  };
  form.addEventListener("change", show);
  show();
}
