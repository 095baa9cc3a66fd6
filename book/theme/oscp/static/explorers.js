// An explorer's states stand in the page, drawn beforehand: show the one that is chosen.
document.querySelectorAll(".oscp-explorer").forEach(function (explorer) {
  var form = explorer.querySelector("form");
  var view = explorer.querySelector(".explorer-view");
  var status = explorer.querySelector("[role=status]");
  var states = {};
  explorer.querySelectorAll("template").forEach(function (template) {
    states[template.dataset.state] = template.content;
  });

  function chosen() {
    return Array.from(form.elements, function (control) {
      return control.value;
    }).join("-");
  }

  form.hidden = false;
  states[chosen()] = document.createDocumentFragment();
  states[chosen()].append.apply(states[chosen()], Array.from(view.cloneNode(true).childNodes));
  form.addEventListener("change", function () {
    view.replaceChildren(states[chosen()].cloneNode(true));
    status.textContent = view.querySelector(".explorer-sentence").textContent;
  });
});
