// Whether all words of the page can be read as it stands: none cut, over another, outside or too small; and whether
// a finger meets what it is aimed at. Faults as sentences, for the checks in Python.
(limits) => {
  const faults = [];
  const wide = document.documentElement.clientWidth;
  const short = (text) => text.trim().replace(/\s+/g, " ").slice(0, 40);
  const where = (element) => element.closest("figure, section[id], [id]")?.id || element.localName;

  // Words for screen readers alone, and the mark of a sample, which lies under the words on purpose.
  const unseen = new Map();
  const isClippedAway = (element) => {
    if (!element || element === document.body) return false;
    if (!unseen.has(element)) unseen.set(element, getComputedStyle(element).clipPath === "inset(50%)" || isClippedAway(element.parentElement));
    return unseen.get(element);
  };
  const isHidden = (element) => element.closest(".skip-link, [id$='-watermark']") || isClippedAway(element)
    || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflowX);
  const cuts = (element) => /hidden|clip/.test(getComputedStyle(element).overflowX + getComputedStyle(element).overflowY);
  const floats = (element) => {
    for (let at = element; at; at = at.parentElement) if (/fixed|sticky/.test(getComputedStyle(at).position)) return true;
    return false;
  };
  // A table of more columns than a phone holds may scroll, where the name of a row stays.
  const maySlide = (box) => [...box.querySelectorAll("table")].every((table) =>
    (table.rows[0]?.cells.length || 0) > limits.columns
    && getComputedStyle(table.tBodies[0]?.rows[0]?.cells[0] || table).position === "sticky");

  const sizeOf = (element) => {
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (!element.ownerSVGElement) return size;
    const scale = element.getScreenCTM();
    return size * Math.hypot(scale.a, scale.b);
  };

  const lines = [];
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const node = words.currentNode, element = node.parentElement;
    if (!node.data.trim() || /^(script|style|template|title|desc|option|textarea|noscript)$/.test(element.localName) || isHidden(element)) continue;
    const said = short(node.data), range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
    if (!boxes.length) continue;
    const size = sizeOf(element);
    if (size < limits.size - 0.05) faults.push(`${where(element)}: the text '${said}' is ${size.toFixed(1)} px high; ${limits.size} are the least`);
    let slid = false, drawing = element.ownerSVGElement;
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      if (scrolls(at) && at.scrollWidth > at.clientWidth + 1) { slid = true; break; }
      if (!cuts(at) || at.ownerSVGElement || at === drawing) continue;
      const frame = at.getBoundingClientRect();
      if (boxes.some((box) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 2 || box.bottom > frame.bottom + 2)) faults.push(`${where(element)}: the text '${said}' is cut`);
    }
    if (slid) continue;
    if (boxes.some((box) => box.left < -1 || box.right > wide + 1)) faults.push(`${where(element)}: the text '${said}' lies outside the page`);
    if (drawing) {
      const frame = drawing.getBoundingClientRect();
      if (boxes.some((box) => box.left < frame.left - 2 || box.right > frame.right + 2 || box.top < frame.top - 3 || box.bottom > frame.bottom + 3)) faults.push(`${where(element)}: the text '${said}' lies outside its drawing`);
    }
    if (floats(element)) continue;
    // Letters fill the middle of a line's box: lines set close together share the rest of theirs.
    for (const box of boxes) lines.push({ said, element, left: box.left + 1, right: box.right - 1, top: box.top + box.height * 0.25, bottom: box.bottom - box.height * 0.25 });
  }
  lines.sort((one, other) => one.top - other.top);
  lines.forEach((one, place) => {
    for (let next = place + 1; next < lines.length && lines[next].top < one.bottom; next += 1) {
      const other = lines[next];
      if (other.left < one.right && one.left < other.right && other.element !== one.element) faults.push(`${where(one.element)}: the texts '${one.said}' and '${other.said}' lie on each other`);
    }
  });

  for (const box of document.querySelectorAll("body *")) {
    if (!scrolls(box) || box.scrollWidth <= box.clientWidth + 1 || isHidden(box) || box.closest(".is-zoomed")) continue;
    if (!maySlide(box)) faults.push(`${where(box)}: <${box.localName} class="${box.className}"> scrolls sideways by ${box.scrollWidth - box.clientWidth} px`);
  }

  // WCAG 2.2, 2.5.5: what a finger aims at is large, but for links within sentences.
  if (wide <= limits.phone) {
    for (const target of document.querySelectorAll("button, select, input, summary, nav a, .figure-tools a, .figure-download a")) {
      if (isHidden(target)) continue;
      const box = target.getBoundingClientRect();
      if (box.width && box.height < limits.finger - 0.5) faults.push(`${where(target)}: <${target.localName}> '${short(target.textContent || target.getAttribute("aria-label") || "")}' is ${box.height.toFixed(0)} px high; a finger needs ${limits.finger}`);
    }
  }
  return [...new Set(faults)];
}
