// Runs before the page is drawn, so that a chosen theme does not flash and the contents do not jump to their place.
(function () {
  document.documentElement.classList.add("scripted");
  try {
    var chosen = localStorage.getItem("oscp-theme");
    if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
  } catch (error) {
    // Storage may be closed to pages opened from a folder; the system's theme is used then.
  }
})();
