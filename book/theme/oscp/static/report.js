// "Report a problem": copies what a figure is and which edition it stands in. Without this script the e-mail link remains.
"use strict";

document.querySelectorAll(".figure-report").forEach((report) => {
  const button = report.querySelector("button");
  const said = report.querySelector("[role=status]");
  const citation = document.getElementById("citation");
  const text = [
    report.dataset.details,
    citation ? citation.textContent.replace(/\s+/g, " ").trim() : document.title,
    "What is wrong: ",
  ].join("\n");

  function shownText() {
    let area = report.querySelector("textarea");
    if (!area) {
      area = document.createElement("textarea");
      area.readOnly = true;
      area.rows = 6;
      area.value = text;
      area.setAttribute("aria-label", "Details of " + report.dataset.label);
      report.append(area);
    }
    return area;
  }

  // Pages opened from a folder, or over plain http, may have no clipboard: then an older way, then by hand.
  function copyTheOldWay() {
    const area = shownText();
    area.focus();
    area.select();
    let copied = false;
    try {
      copied = document.execCommand("copy");
    } catch (error) {
      // The text stays on show, selected, to be copied by hand.
    }
    if (copied) {
      area.remove();
      button.focus();
    }
    return copied;
  }

  function say(copied) {
    said.textContent = copied
      ? "Copied: the details of " + report.dataset.label + ". Paste them into a message to " + report.dataset.email + "."
      : "Copy the text below into a message to " + report.dataset.email + ".";
  }

  button.hidden = false;
  button.addEventListener("click", () => {
    said.textContent = "";
    if (!navigator.clipboard) return say(copyTheOldWay());
    navigator.clipboard.writeText(text).then(
      () => say(true),
      () => say(copyTheOldWay())
    );
  });
});
