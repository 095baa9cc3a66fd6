// Sort a table by the column whose name is chosen; the first column brings back the order it was printed in.
document.querySelectorAll(".is-sortable").forEach(function (figure) {
  var table = figure.querySelector("table");
  var body = table.tBodies[0];
  var printed = Array.from(body.rows);
  var heads = Array.from(table.tHead.rows[0].cells);

  function number(row, column) {
    var order = row.cells[column].dataset.order;
    return order === undefined ? null : Number(order);
  }

  function sorted(column, down) {
    return printed.slice().sort(function (one, other) {
      var a = number(one, column);
      var b = number(other, column);
      // What has no number stands last, whichever way.
      if (a === null || b === null) return (a === null) - (b === null);
      return down ? b - a : a - b;
    });
  }

  figure.querySelector(".sort-hint").hidden = false;
  heads.forEach(function (head, column) {
    if (head.classList.contains("trend")) return;
    var button = document.createElement("button");
    button.type = "button";
    button.append.apply(button, Array.from(head.childNodes));
    head.append(button);
    button.addEventListener("click", function () {
      var down = head.getAttribute("aria-sort") !== "descending";
      heads.forEach(function (other) {
        other.removeAttribute("aria-sort");
      });
      if (column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      table.classList.toggle("is-sorted", column > 0);
      body.append.apply(body, column ? sorted(column, down) : printed);
    });
  });
});
