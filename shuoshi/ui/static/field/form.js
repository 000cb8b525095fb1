// The form of a record: fields as the house asks them, drawn out of the page's templates; what is wrong said beside each.
"use strict";
self.fieldForm = (() => {
  const $ = (name, of = document) => of.querySelector('[data-field="' + name + '"]');
  const words = document.querySelector("[data-words]").dataset, views = [...document.querySelectorAll("[data-view]")];
  const fill = (text, values) => Object.entries(values).reduce((all, [k, v]) => all.replaceAll("{" + k + "}", v), text);
  const clock = (ms, withDay = false) => {
    const hour = { hour: "2-digit", minute: "2-digit", hour12: false };
    return new Date(ms).toLocaleString(document.documentElement.lang, withDay ? { month: "numeric", day: "numeric", ...hour } : hour);
  };
  const note = (text, bad = false) => {
    const box = $("note");
    box.hidden = !text;
    box.classList.toggle("danger", bad);
    box.classList.toggle("good", !bad);
    box.firstElementChild.textContent = text || "";
  };
  let shown = "";
  const show = (name) => {
    for (const view of views) view.hidden = view.dataset.view !== name;
    const head = $(name + "-head");
    if (head && shown && shown !== name) head.focus();
    shown = name;
  };
  const asked = (field, values) => !field.when || field.when[1].includes(values[field.when[0]]);
  const valueOf = (form, field) => {
    if (field.type === "many") return [...form.querySelectorAll('[name="' + field.name + '"]:checked')].map((box) => box.value);
    if (field.type === "yes") return form.elements[field.name].checked;
    return (form.elements[field.name] ? form.elements[field.name].value : "") || "";
  };
  // What comes of the options that are chosen, by the table that came with the list: its place, or nothing.
  const decided = (item, values) => {
    if (!item.decides) return null;
    let cell = 0;
    for (const name of item.decides.asks) {
      const options = item.asks.find((field) => field.name === name).options, at = options.findIndex(([code]) => code === values[name]);
      if (at < 0) return null;
      cell = cell * options.length + at;
    }
    return item.decides.cells[cell];
  };
  const read = (form, item) => {
    const values = Object.fromEntries(item.asks.map((field) => [field.name, valueOf(form, field)])), at = decided(item, values);
    return at === null ? values : { ...values, decided: item.decides.outcomes[at] };
  };
  const drawn = (field, kept) => {
    const kinds = { choice: "choice", many: "many", yes: "yes", long: "long" }, value = kept === undefined ? field.usual : kept;
    const box = $("ask-" + (kinds[field.type] || "text")).content.firstElementChild.cloneNode(true);
    $("label", box).textContent = field.label;
    const optional = $("optional", box);
    if (optional) optional.hidden = field.required;
    if (field.type === "choice" || field.type === "many") {
      const option = box.querySelector("template").content.firstElementChild, places = $("options", box);
      for (const [code, said] of field.options) {
        const one = option.cloneNode(true), input = one.querySelector("input");
        input.name = field.name; input.value = code;
        input.checked = field.type === "many" ? (value || []).includes(code) : value === code;
        $("said", one).textContent = said;
        places.append(one);
      }
    } else {
      const input = box.querySelector("input, textarea");
      input.name = field.name;
      if (field.type === "yes") input.checked = value === true;
      else { input.value = value || ""; if (field.most) input.maxLength = field.most; if (field.type === "day") input.type = "date"; }
    }
    $("fault", box).id = "w-" + field.name;
    box.dataset.name = field.name;
    return box;
  };
  const toggle = (form, item) => {
    const values = read(form, item), verdict = $("verdict"), at = decided(item, values);
    verdict.hidden = at === null;
    verdict.firstElementChild.textContent = at === null ? "" : item.decides.said[at];
    verdict.className = "banner " + (["pass", "register"].includes(values.decided) ? "good" : "care");
    for (const field of item.asks) form.querySelector('[data-name="' + field.name + '"]').hidden = !asked(field, values);
  };
  // An option that goes with no other takes the others away, and they it.
  const alone = (input, item) => {
    const field = item.asks.find((one) => one.name === input.name);
    if (!field || !field.alone || !input.checked) return;
    for (const other of input.form.querySelectorAll('[name="' + field.name + '"]:checked')) {
      if (other !== input && (input.value === field.alone || other.value === field.alone)) other.checked = false;
    }
  };
  const wrong = (field, value, today) => {
    if (field.required && !String(value).length) return words.empty;
    return field.ahead && value && value <= today ? words.ahead : "";
  };
  // Says what is wrong beside each field; gives the first control to mend.
  const faults = (form, item, values, today) => {
    let first = null;
    for (const field of item.asks) {
      const box = form.querySelector('[data-name="' + field.name + '"]'), said = asked(field, values) ? wrong(field, values[field.name], today) : "";
      box.classList.toggle("wrong", Boolean(said));
      $("fault", box).hidden = !said;
      $("fault", box).textContent = said;
      for (const input of box.querySelectorAll("input, textarea")) {
        input.toggleAttribute("aria-invalid", Boolean(said));
        if (said) input.setAttribute("aria-describedby", "w-" + field.name); else input.removeAttribute("aria-describedby");
      }
      if (said && !first) first = box.querySelector("input, textarea");
    }
    return first;
  };
  return { $, words, fill, clock, note, show, asked, read, drawn, toggle, alone, faults };
})();
