// The map and the table show what is chosen; the search finds places by name, and words in their books.
"use strict";

(function () {
  const { figures, books, titles } = ALL_BOOKS;
  const NAMES = Object.keys(figures);
  const MOST = 40; // books named at a time
  const $ = (selector) => document.querySelector(selector);
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const rows = all("tbody tr"); // in the order of the figures, however the table is sorted later
  const paths = all("#shapes path[data-row]");
  const [COUNT, RATE, CHANGE, STANDS] = [0, 1, 2, 3];
  const FIRST_NUMBER = 4; // after the four texts come the numbers by which they are sorted
  const CELLS = 2; // cells of a row before its figures: the names of the place and of its force

  const offence = $("#offence");
  const shaded = $("#shaded");
  $(".find").hidden = $(".measures").hidden = false;
  $(".without-script").hidden = true;

  function nameOf(row) {
    return row.cells[0].textContent;
  }

  function show() {
    const chosen = figures[NAMES[offence.value]];
    all(".offence-shown").forEach((each) => { each.textContent = NAMES[offence.value]; });
    const what = shaded.selectedOptions[0].textContent;
    $(".shaded-shown").textContent = what[0].toLowerCase() + what.slice(1);
    rows.forEach((row, number) => {
      [COUNT, RATE, CHANGE, STANDS].forEach((place) => {
        const cell = row.cells[CELLS + place];
        cell.textContent = chosen[number][place];
        const value = chosen[number][FIRST_NUMBER + place];
        if (value === null) delete cell.dataset.order;
        else cell.dataset.order = value;
      });
    });
    shade(chosen, Number(shaded.value));
    // A table that was sorted goes back to the order of names: its figures are others now.
    const first = $(".is-sortable thead button");
    if (first) first.click();
  }

  // Fifths of the places that have a figure; equal figures have equal shades.
  function shade(chosen, column) {
    const known = chosen.map((each) => each[column]).filter((value) => value !== null).sort((a, b) => a - b);
    const shadeOf = (value) => 1 + Math.min(Math.floor((5 * known.indexOf(value)) / known.length), 4);
    paths.forEach((path) => {
      const figure = chosen[path.dataset.row];
      const value = figure[column];
      const kind = rows[path.dataset.row].querySelector("a") ? " has-book" : "";
      path.setAttribute("class", "shade-" + (value === null ? 0 : shadeOf(value)) + kind);
      path.firstElementChild.textContent = nameOf(rows[path.dataset.row]) + ": " + figure[column - FIRST_NUMBER];
    });
    all(".range").forEach((range, number) => {
      const within = known.filter((value) => shadeOf(value) === number + 1);
      const said = (value) => {
        const found = chosen.find((each) => each[column] === value);
        return found[column - FIRST_NUMBER].replace(/, [a-z].*/, "");
      };
      range.textContent = within.length ? said(within[0]) + " to " + said(within[within.length - 1]) : "";
    });
  }

  offence.addEventListener("change", show);
  shaded.addEventListener("change", show);
  $("#shapes").addEventListener("pointerover", (event) => {
    const path = event.target.closest("[data-row]");
    if (path) $(".pointed").textContent = path.firstElementChild.textContent;
  });
  $(".map svg").addEventListener("click", (event) => {
    const path = event.target.closest("[data-row]");
    const link = path && rows[path.dataset.row].querySelector("a");
    if (link) location.href = link.href;
  });

  // The parts of the index that have been read, and who waits for others.
  const read = new Map();
  const waiting = new Map();
  window.oscpWords = (name, words) => {
    read.set(name, words);
    waiting.get(name)(words);
  };

  function part(name) {
    if (!waiting.has(name)) {
      read.set(name, new Promise((resolve) => {
        waiting.set(name, resolve);
        const script = document.createElement("script");
        script.src = document.body.dataset.loaded + "/words/" + name + ".js";
        script.onerror = () => resolve({}); // no word of any book begins so
        document.head.append(script);
      }));
    }
    return read.get(name);
  }

  function numbers(runs) {
    return runs.split(",").flatMap((run) => {
      const [first, last] = run.split("-").map(Number);
      return Array.from({ length: (last === undefined ? first : last) - first + 1 }, (_, step) => first + step);
    });
  }

  // The pages of each book that have a word, or one that begins with it.
  async function pagesWith(word) {
    const first = word[0];
    const words = await part(first >= "a" && first <= "z" ? first : "other");
    const found = new Map();
    Object.keys(words).filter((each) => each.startsWith(word)).forEach((each) => {
      Object.entries(words[each]).forEach(([page, runs]) => {
        numbers(runs).forEach((book) => {
          if (!found.has(book)) found.set(book, new Set());
          found.get(book).add(page);
        });
      });
    });
    return found;
  }

  // Pages with all of the words.
  async function search(words) {
    const [first, ...others] = await Promise.all(words.map(pagesWith));
    const found = new Map();
    (first || new Map()).forEach((pages, book) => {
      const kept = [...pages].filter((page) => others.every((each) => each.get(book) && each.get(book).has(page)));
      if (kept.length) found.set(book, kept);
    });
    return found;
  }

  function link(address, text) {
    const made = document.createElement("a");
    made.href = address;
    made.textContent = text;
    return made;
  }

  function plain(text) {
    return text.normalize("NFD").replace(/\p{Mark}/gu, "").toLowerCase().replace(/[^\p{Letter}\p{Number}]+/gu, " ").trim();
  }

  async function find(event) {
    event.preventDefault();
    const asked = $("#asked").value.trim();
    const list = $(".found");
    list.replaceChildren();
    if (!asked) {
      $(".found-count").textContent = "";
      return;
    }
    const places = rows.filter((row) => (" " + plain(nameOf(row))).includes(" " + plain(asked)));
    places.forEach((row) => {
      const own = row.querySelector("a");
      const item = list.appendChild(document.createElement("li"));
      item.append(own ? link(own.href, nameOf(row)) : nameOf(row) + " ");
      if (!own) item.append("(no book here)");
    });
    const words = asked.toLowerCase().match(/[\p{Letter}]{3,}/gu) || [];
    const found = words.length ? await search(words) : new Map();
    [...found.keys()].sort((a, b) => found.get(b).length - found.get(a).length || a - b).slice(0, MOST).forEach((book) => {
      const [name, address] = books[book];
      const item = list.appendChild(document.createElement("li"));
      item.append(name + ": ");
      found.get(book).forEach((page, number) => {
        if (number) item.append(", ");
        item.append(link(address + "/" + page + ".html", titles[page] || page));
      });
    });
    const more = found.size > MOST ? " The first " + MOST + " are listed." : "";
    const named = places.length === 1 ? "1 place has this name" : places.length + " places have this name";
    const said = found.size === 1 ? "1 book has these words" : found.size + " books have these words";
    $(".found-count").textContent = named + "; " + said + "." + more;
  }

  $(".find").addEventListener("submit", find);
  show();
})();
