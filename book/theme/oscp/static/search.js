// Search without a server: Sphinx finds and ranks the pages, search_text.js holds what is quoted of them.
"use strict";

// Sphinx's search asks for this; its highlighting of words on other pages is not loaded.
var SPHINX_HIGHLIGHT_ENABLED = false;

(function () {
  const MOST_PLACES = 4; // of one page; the page's own link leads to the rest
  const LAST = ["glossary", "trail"]; // they repeat the words and the numbers of the other pages, which come first
  // What readers call things, and the word that the book has for it.
  const ALSO = {
    asb: "behaviour", bike: "bicycle", bikes: "bicycle", cannabis: "drug", car: "vehicle", cars: "vehicle",
    graffiti: "damage", gun: "weapons", guns: "weapons", knife: "weapons", knives: "weapons", mugging: "robbery",
    muggings: "robbery", murder: "homicide", murders: "homicide", pickpocket: "theft", pickpockets: "theft",
    population: "residents", rape: "sexual", stabbing: "weapons", stabbings: "weapons", stealing: "theft",
    stolen: "theft", terrorism: "extremism", trafficking: "slavery", vandalism: "damage",
  };
  const BEFORE = 70; // characters of an excerpt before the first word found, and in all
  const LENGTH = 240;
  const WORD = /\d{1,3}(?:,\d{3})+(?!\d)|[\p{Letter}\p{Number}_]+/gu; // 2,488 is one word
  const stemmer = new Stemmer();
  const stems = new Map();

  function stem(word) {
    const lower = word.toLowerCase().replaceAll(",", ""); // as a reader may type it: 2488
    if (!stems.has(lower)) stems.set(lower, stemmer.stemWord(lower));
    return stems.get(lower);
  }

  function begins(found, one) {
    return found === one || (one.length > 3 && !/^\d+$/.test(one) && found.startsWith(one));
  }

  // A word is asked for by its stem, and by that of what the book calls the same.
  function meets(found, wanted) {
    return wanted.some((one) => begins(found, one));
  }

  function asked(word) {
    return Object.hasOwn(ALSO, word) ? [stem(word), stem(ALSO[word])] : [stem(word)];
  }

  // Every word of the book by its stem, as it is first written.
  let vocabulary = null;
  function known(word) {
    if (!vocabulary) {
      vocabulary = new Map();
      Object.values(BOOK_TEXT).flat().forEach(([, title, text]) => {
        ((title + " " + text).toLowerCase().match(WORD) || []).forEach((each) => {
          if (!vocabulary.has(stem(each))) vocabulary.set(stem(each), each);
        });
      });
    }
    return [...vocabulary.keys()].some((found) => meets(found, asked(word)));
  }

  // The first word of the book that one letter makes of another: left out, put in, changed, or two exchanged.
  function near(word) {
    const off = (one, other) => {
      let start = 0;
      while (start < one.length && one[start] === other[start]) start += 1;
      const rest = (text, from) => text.slice(from);
      return rest(one, start + 1) === rest(other, start + 1) || rest(one, start) === rest(other, start + 1) ||
        rest(one, start + 1) === rest(other, start) || (one[start] === other[start + 1] &&
        one[start + 1] === other[start] && rest(one, start + 2) === rest(other, start + 2));
    };
    return [...vocabulary.values()].find((each) => each[0] === word[0] && off(word, each));
  }

  // The words of a question as the book has them: two of which it lacks one are joined, and one is taken as misspelt.
  function inBook(words) {
    const found = [];
    for (let at = 0; at < words.length; at += 1) {
      const next = words[at + 1];
      const joined = words[at] + next;
      if (next && !(known(words[at]) && known(next)) && known(joined)) {
        found.push(joined);
        at += 1;
      } else {
        found.push(known(words[at]) || words[at].length < 5 ? words[at] : near(words[at]) || words[at]);
      }
    }
    return found;
  }

  // How well a place of a page answers: 0 where it lacks a word that was asked for.
  function score(title, text, wanted, phrase) {
    const inTitle = (title.match(WORD) || []).map(stem);
    const inText = (text.match(WORD) || []).map(stem);
    const holds = (list) => wanted.every((one) => list.some((found) => meets(found, one)));
    if (!holds(inTitle.concat(inText))) return 0;
    const whole = (title + " " + text).toLowerCase().includes(phrase) ? 5 : 0;
    return 1 + whole + (holds(inTitle) ? 10 : 0);
  }

  function find(query) {
    const all = query.toLowerCase().match(WORD) || [];
    const some = all.filter((word) => !stopwords.includes(word));
    const words = inBook(some.length ? some : all);
    const wanted = words.map(asked);
    const phrase = query.toLowerCase().trim();
    if (!wanted.length) return [];
    const [, terms, excluded] = Search._parseQuery(query);
    // Sphinx looks words up in plain objects, which know 'constructor' and the like without being told.
    [...terms].filter((word) => word in {}).forEach((word) => terms.delete(word));
    const ranks = new Map();
    Search._performSearch(query, terms, excluded, new Set(), new Set()).forEach((item) => {
      ranks.set(item[0], Math.max(item[4], ranks.get(item[0]) || 0));
    });
    return Object.entries(BOOK_TEXT)
      .map(([page, places]) => {
        const found = places
          .map(([anchor, title, text]) => ({ anchor, title, text, score: score(title, text, wanted, phrase) }))
          .filter((place) => place.score)
          .sort((a, b) => b.score - a.score);
        const best = found.length ? found[0].score + (ranks.get(page) || 0) : 0;
        return { page, title: places.find((place) => place[1])[1], found, best, wanted, words };
      })
      .filter((page) => page.found.length)
      .sort((a, b) => LAST.indexOf(a.page) - LAST.indexOf(b.page) || b.best - a.best);
  }

  function element(name, parent, text) {
    const made = parent.appendChild(document.createElement(name));
    if (text) made.textContent = text;
    return made;
  }

  function excerpt(text, wanted, parent) {
    const isWanted = (word) => wanted.some((one) => meets(stem(word), one));
    const words = [...text.matchAll(WORD)];
    const first = words.find((word) => isWanted(word[0]));
    const near = Math.max(0, (first ? first.index : 0) - BEFORE);
    const start = near ? text.indexOf(" ", near) + 1 : 0;
    const cut = start + LENGTH < text.length ? text.lastIndexOf(" ", start + LENGTH) : text.length;
    const end = cut > start ? cut : start + LENGTH;
    let at = start;
    if (start) parent.append("\u2026 ");
    words.filter((word) => word.index >= start && word.index + word[0].length <= end && isWanted(word[0])).forEach((word) => {
      parent.append(text.slice(at, word.index));
      element("mark", parent, word[0]);
      at = word.index + word[0].length;
    });
    parent.append(text.slice(at, end));
    if (end < text.length) parent.append(" \u2026");
  }

  function count(number, word) {
    return number + " " + word + (number === 1 ? "" : "s");
  }

  function show(query) {
    const status = document.getElementById("search-status");
    const results = document.getElementById("search-results");
    const pages = find(query);
    const places = pages.reduce((sum, page) => sum + page.found.length, 0);
    results.replaceChildren();
    document.getElementById("search-nothing").hidden = pages.length > 0;
    const taken = pages.length ? pages[0].words.filter((word) => !query.toLowerCase().match(WORD).includes(word)) : [];
    const as = taken.length ? ", taken as \u201c" + taken.join(" ") + "\u201d" : "";
    status.textContent = pages.length
      ? "Found in " + count(places, "place") + " on " + count(pages.length, "page") + ": \u201c" + query.trim() + "\u201d" + as
      : "Nothing found for \u201c" + query.trim() + "\u201d";
    pages.forEach((page) => {
      const item = element("li", results);
      element("a", element("h2", item), page.title).href = page.page + ".html";
      const list = element("ul", item);
      page.found.slice(0, MOST_PLACES).forEach((place) => {
        const entry = element("li", list);
        const link = element("a", element("p", entry), place.title || page.title);
        link.href = page.page + ".html" + (place.anchor ? "#" + place.anchor : "");
        if (place.text) excerpt(place.text, page.wanted, element("p", entry));
      });
      const more = page.found.length - MOST_PLACES;
      if (more > 0) element("p", item, "and in " + count(more, "more place") + " of this page");
    });
  }

  Search.query = (query) => {
    if (query.trim()) show(query);
  };
  Search.performSearch = (query) => (Search.hasIndex() ? Search.query(query) : Search.deferQuery(query));
})();
