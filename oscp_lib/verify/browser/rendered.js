// What the reader sees of the page as it stands: faults as sentences, for the checks in Python.
(limits) => {
  const faults = [];
  const root = document.documentElement;

  // Colours as [red, green, blue, alpha], and their contrast by the formula of WCAG 2.2.
  const channels = (colour) => {
    const parts = (colour.match(/[\d.]+/g) || []).map(Number);
    return colour.startsWith("rgb") ? [parts[0], parts[1], parts[2], parts.length > 3 ? parts[3] : 1] : null;
  };
  const over = (front, back) => front.slice(0, 3).map((part, place) => part * front[3] + back[place] * (1 - front[3]));
  const luminance = (colour) => {
    const linear = colour.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const ratio = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };

  // The colour of the page behind a drawing.
  const paper = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor);
      if (colour && colour[3] === 1) return colour.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const painted = (element, key) => {
    const style = getComputedStyle(element);
    const colour = channels(style[key]);
    if (!colour || (key === "stroke" && parseFloat(style.strokeWidth) === 0)) return null;
    return [...colour.slice(0, 3), colour[3] * Number(style[`${key}Opacity`]) * Number(style.opacity)];
  };
  const isShape = (element) => /^(path|use|rect|circle|polyline|polygon|line)$/.test(element.localName);
  // A grid and the ticks only help the eye: the numbers stand beside them.
  const isHelp = (element) => /--chart-(grid|band)/.test(element.getAttribute("style") || "");
  const isMark = (element) => isShape(element) && !element.closest("defs, clipPath") && !isHelp(element);

  // What lies under the middle of a text: the topmost filled shape there, or the page.
  const under = (text) => {
    text.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const box = text.getBoundingClientRect();
    const there = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const back = paper(text.closest("svg").parentElement);
    for (const element of there) {
      if (!isShape(element) || element.closest("defs")) continue;
      const fill = painted(element, "fill");
      if (fill && fill[3] > 0) return over(fill, back);
    }
    return back;
  };

  for (const drawing of document.querySelectorAll("main svg")) {
    if (!drawing.getBoundingClientRect().width) continue;
    const called = drawing.closest("figure")?.id || drawing.getAttribute("aria-label")?.slice(0, 40) || "a drawing";
    const back = paper(drawing.parentElement);
    for (const text of drawing.querySelectorAll("text")) {
      if (text.closest("[id$='-watermark']") || !text.textContent.trim()) continue;
      const said = text.textContent.trim().slice(0, 40);
      const behind = under(text);
      const fill = painted(text, "fill");
      const found = fill ? ratio(over(fill, behind), behind) : 1;
      if (found < limits.text) faults.push(`${called}: the text '${said}' has a contrast of ${found.toFixed(2)}; ${limits.text} is the least`);
    }
    for (const mark of [...drawing.querySelectorAll("*")].filter(isMark)) {
      const colours = ["fill", "stroke"].map((key) => painted(mark, key)).filter((colour) => colour && colour[3] > 0);
      if (!colours.length) continue;
      const found = Math.max(...colours.map((colour) => ratio(over(colour, back), back)));
      if (found < limits.mark && !isBackground(mark, back)) faults.push(`${called}: a mark (${mark.localName}, ${mark.getAttribute("style") || ""}) has a contrast of ${found.toFixed(2)}; ${limits.mark} is the least`);
    }
  }
  function isBackground(mark, back) {
    // The patch of the figure and of its axes, in the colour of the page.
    return ["fill", "stroke"].every((key) => {
      const colour = painted(mark, key);
      return !colour || colour[3] === 0 || ratio(over(colour, back), back) < 1.01;
    });
  }

  // The page itself does not scroll sideways; what is wider scrolls in a region that a keyboard reaches and that has a name.
  if (root.scrollWidth > root.clientWidth) faults.push(`the page is ${root.scrollWidth} px wide in a window of ${root.clientWidth}`);
  for (const element of document.querySelectorAll("body *")) {
    const style = getComputedStyle(element);
    if (!/auto|scroll/.test(style.overflowX) || element.scrollWidth <= element.clientWidth + 1) continue;
    const named = element.getAttribute("aria-label") || element.getAttribute("aria-labelledby");
    if (element.tabIndex < 0 || !named) faults.push(`<${element.localName} class="${element.className}"> scrolls sideways and has no name or cannot be reached by keyboard`);
  }

  // Motion: this visit asks for none.
  for (const element of document.querySelectorAll("*")) {
    const style = getComputedStyle(element);
    const moves = (list) => list.split(",").some((time) => parseFloat(time) > 0.01);
    if (moves(style.animationDuration) && style.animationName !== "none") faults.push(`<${element.localName}> is animated though the reader asks for no motion`);
    if (moves(style.transitionDuration)) faults.push(`<${element.localName}> has a transition though the reader asks for no motion`);
    if (style.scrollBehavior === "smooth") faults.push(`<${element.localName}> scrolls smoothly though the reader asks for no motion`);
  }
  return [...new Set(faults)];
}
