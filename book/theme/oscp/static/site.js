// The theme button, the contents list that folds away on narrow screens, and tables that are wider than the page.
(function () {
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  var button = document.querySelector(".theme-button");

  function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
  }

  function label() {
    button.firstChild.data = isDark() ? "Light" : "Dark";
  }

  button.hidden = false;
  label();
  dark.addEventListener("change", label);
  button.addEventListener("click", function () {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("oscp-theme", root.dataset.theme);
    } catch (error) {
      // The choice then lasts for this page only.
    }
    label();
  });

  var contents = document.querySelector(".book-nav details");
  var wide = window.matchMedia("(min-width: 60rem)");

  function fold() {
    contents.open = wide.matches;
  }

  fold();
  wide.addEventListener("change", fold);
  // Open over the page, the list closes by a tap beside it or by Escape.
  document.addEventListener("click", function (event) {
    if (!wide.matches && !contents.contains(event.target)) contents.open = false;
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || wide.matches || !contents.open) return;
    contents.open = false;
    contents.querySelector("summary").focus();
  });

  // Which editions stand beside this one is known only where they stand: the list of them does the telling.
  var others = document.querySelector(".other-editions");
  var years = others && typeof EDITIONS === "object" ? EDITIONS[others.dataset.page] || [] : [];
  years = years.filter(function (year) {
    return String(year) !== others.dataset.year;
  });
  if (years.length) {
    others.replaceChildren("This page in ");
    years.forEach(function (year) {
      var link = others.appendChild(document.createElement("a"));
      link.href = "../" + year + "/" + others.dataset.page + ".html" + location.hash;
      link.textContent = year;
      others.append(" ");
    });
  }

  // So with the books of places like this one.
  var books = others && typeof BOOKS_BESIDE === "object" ? Object.entries(BOOKS_BESIDE) : [];
  if (books.length) {
    var list = document.createElement("p");
    list.className = "books-beside";
    list.append("Books of similar places: ");
    books.forEach(function (book) {
      var link = list.appendChild(document.createElement("a"));
      link.textContent = book[0];
      link.href = book[1];
      list.append(" ");
    });
    others.after(list);
  }

  // A place inside something folded: its fold opens for whoever comes to it by a link.
  function reveal() {
    var place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var folded = place && place.closest("details:not([open])");
    if (!folded) return;
    folded.open = true;
    place.scrollIntoView();
  }

  reveal();
  window.addEventListener("hashchange", reveal);

  // A table that is too wide: one of few columns becomes a list of its rows, another slides and says so.
  var FEW_COLUMNS = 4;

  function nameCells(table) {
    var names = Array.from(table.tHead ? table.tHead.rows[0].cells : [], function (cell) {
      return cell.textContent.trim();
    });
    table.querySelectorAll("tbody tr").forEach(function (row) {
      Array.from(row.cells).forEach(function (cell, place) {
        if (cell.localName === "td") cell.dataset.column = names[place] || "";
      });
    });
  }

  function hint() {
    document.querySelectorAll(".table-scroll").forEach(function (box) {
      box.classList.remove("is-cut", "is-carded");
      if (box.scrollWidth <= box.clientWidth + 1) return;
      var table = box.querySelector("table");
      var few = table && table.rows[0].cells.length <= FEW_COLUMNS;
      if (few) nameCells(table);
      box.classList.add(few ? "is-carded" : "is-cut");
    });
  }

  hint();
  window.addEventListener("resize", hint);
  // A table that was folded away, and what an explorer shows anew.
  document.addEventListener("toggle", hint, true);
  document.addEventListener("change", function () {
    window.requestAnimationFrame(hint);
  });
})();
