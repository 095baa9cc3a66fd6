// Enlarge a picture within its own frame, which scrolls by mouse, finger and arrow keys.
document.querySelectorAll(".zoom").forEach(function (buttons) {
  var frame = buttons.nextElementSibling;
  var pictures = frame.querySelectorAll("svg");
  var size = 1;

  buttons.hidden = false;
  buttons.addEventListener("click", function (event) {
    if (!event.target.value) return;
    var before = size;
    var across = frame.scrollLeft + frame.clientWidth / 2;
    var down = frame.scrollTop + frame.clientHeight / 2;
    size = Math.min(4, Math.max(1, size + Number(event.target.value)));
    frame.classList.toggle("is-zoomed", size > 1);
    pictures.forEach(function (picture) {
      picture.style.width = 100 * size + "%";
      picture.style.maxWidth = size > 1 ? "none" : "";
    });
    frame.scrollLeft = (across * size) / before - frame.clientWidth / 2;
    frame.scrollTop = (down * size) / before - frame.clientHeight / 2;
    buttons.querySelector("[value='1']").disabled = size === 4;
    buttons.querySelector("[value='-1']").disabled = size === 1;
  });
});
