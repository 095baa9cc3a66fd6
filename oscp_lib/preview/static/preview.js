// Follows the rebuilds: a new edition is loaded at the place where the reader is, and what is wrong stands on the page.
"use strict";
(() => {
  const { number, events } = document.currentScript.dataset;
  const key = `oscp-preview ${location.pathname}`;
  const folds = () => [...document.querySelectorAll("main details")];

  // The last place with a name above the top of the window stays where it is, whatever changed before it.
  function place() {
    const named = [...document.querySelectorAll("main [id]")].filter((tag) => tag.getClientRects().length);
    const above = named.filter((tag) => tag.getBoundingClientRect().top <= 0).pop();
    return {
      id: above ? above.id : "", from: above ? above.getBoundingClientRect().top : 0, top: scrollY,
      open: folds().map((fold) => fold.open),
    };
  }

  function goBack() {
    const kept = sessionStorage.getItem(key);
    sessionStorage.removeItem(key);
    if (!kept) {
      return;
    }
    const { id, from, top, open } = JSON.parse(kept);
    const now = folds();
    if (now.length === open.length) {
      now.forEach((fold, at) => { fold.open = open[at]; });
    }
    const named = id && document.getElementById(id);
    const go = () => scrollTo({
      top: named ? scrollY + named.getBoundingClientRect().top - from : top, behavior: "instant",
    });
    go();
    addEventListener("load", () => {
      go();
      history.scrollRestoration = "auto";
    });
  }

  const says = document.createElement("div");
  says.className = "preview-says";
  says.setAttribute("role", "alert");
  says.hidden = true;
  document.body.append(says);

  function say(problems) {
    says.hidden = !problems.length;
    const title = document.createElement("p");
    title.textContent = "The page is not as its files would have it:";
    const list = document.createElement("ul");
    list.append(...problems.map((problem) => {
      const item = document.createElement("li");
      item.textContent = problem;
      return item;
    }));
    says.replaceChildren(...(problems.length ? [title, list] : []));
  }

  goBack();
  new EventSource(events).onmessage = (message) => {
    const shown = JSON.parse(message.data);
    say(shown.problems);
    if (String(shown.number) !== number) {
      sessionStorage.setItem(key, JSON.stringify(place()));
      history.scrollRestoration = "manual";
      location.reload();
    }
  };
})();
