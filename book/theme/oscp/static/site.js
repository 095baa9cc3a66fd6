// The theme button, the contents list that folds away on narrow screens, and a hint where something is cut at the side.
(function () {
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  var button = document.querySelector(".theme-button");

  function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
  }

  function label() {
    button.textContent = isDark() ? "Light theme" : "Dark theme";
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

  function hint() {
    document.querySelectorAll(".figure-scroll, .table-scroll").forEach(function (box) {
      box.classList.toggle("is-cut", box.scrollWidth > box.clientWidth + 2);
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
