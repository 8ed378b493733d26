// Keys press the page's own buttons; without this script the buttons still work.
"use strict";
let sent = false;
document.addEventListener("submit", (event) => {
  // One answer a page: a key held down must not label the passage twice.
  if (sent) event.preventDefault();
  sent = true;
});
// A page that comes back from the browser's history is shown anew, with its own form.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const comment = document.getElementById("comment");
  if (document.activeElement === comment) {
    if (event.key === "Escape") comment.blur();
    if (event.key === "Enter") { event.preventDefault(); comment.blur(); }
    return;
  }
  if (document.activeElement instanceof HTMLInputElement) return;
  if (event.key === "m" && comment) { event.preventDefault(); comment.focus(); return; }
  if (event.key === "c") {
    const context = document.getElementById("context");
    if (context) context.open = !context.open;
    return;
  }
  const button = document.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
  if (button) { event.preventDefault(); button.click(); }
});
