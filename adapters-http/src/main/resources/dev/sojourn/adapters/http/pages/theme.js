// Before the page is drawn, so that it is never drawn in the other colours first.
(() => {
  try {
    const kept = localStorage.getItem('sojourn-theme');
    if (kept === 'light' || kept === 'dark') {
      document.documentElement.dataset.theme = kept;
    }
  } catch {
    // Nothing may be kept here: the system's choice holds.
  }
})();
