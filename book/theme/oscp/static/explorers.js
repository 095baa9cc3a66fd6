// An explorer's states stand in the page, drawn beforehand: show the one that is chosen, and keep it in the address.
document.querySelectorAll(".oscp-explorer").forEach(function (explorer) {
  var form = explorer.querySelector("form");
  var view = explorer.querySelector(".explorer-view");
  var status = explorer.querySelector("[role=status]");
  var link = explorer.querySelector(".figure-link");
  var controls = Array.from(form.elements);
  var states = {};
  explorer.querySelectorAll("template").forEach(function (template) {
    states[template.dataset.state] = template.content;
  });

  function chosen() {
    return controls.map(function (control) {
      return control.value;
    }).join("-");
  }

  function inAddress(words) {
    return words.toLowerCase().replace(/[^\p{Letter}\p{Number}]+/gu, "-");
  }

  // By the names of what is chosen, which stay the same in another edition.
  function address() {
    return "#" + [explorer.id].concat(controls.map(function (control) {
      return inAddress(control.selectedOptions[0].text);
    })).join("/");
  }

  function show() {
    view.replaceChildren(states[chosen()].cloneNode(true));
    if (link) link.setAttribute("href", address());
  }

  // Choose what the address names; a name that is not offered leaves its control as it is.
  function follow() {
    var asked = decodeURIComponent(location.hash.slice(1)).split("/");
    if (asked[0] !== explorer.id || asked.length < 2) return;
    controls.forEach(function (control, place) {
      Array.from(control.options).forEach(function (option) {
        if (inAddress(option.text) === asked[place + 1]) control.value = option.value;
      });
    });
    show();
    explorer.scrollIntoView();
  }

  form.hidden = false;
  states[chosen()] = document.createDocumentFragment();
  states[chosen()].append.apply(states[chosen()], Array.from(view.cloneNode(true).childNodes));
  form.addEventListener("change", function () {
    show();
    history.replaceState(null, "", address());
    status.textContent = view.querySelector(".explorer-sentence").textContent;
  });
  follow();
  window.addEventListener("hashchange", follow);
});
