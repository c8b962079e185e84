// Light or dark: the reader's own setting, or what the button in the masthead chose. Runs before the first paint.

(() => {
  const KEY = 'marquee.theme';
  const SIGNS = { light: '☀', dark: '☾', auto: '◐' };
  const NAMES = { light: 'Light', dark: 'Dark', auto: 'Light or dark as the system has it' };
  const ORDER = ['auto', 'light', 'dark'];
  const root = document.documentElement;

  const chosen = () => {
    const kept = localStorage.getItem(KEY);
    return ORDER.includes(kept) ? kept : 'auto';
  };

  const apply = () => {
    const theme = chosen();
    if (theme === 'auto') {
      delete root.dataset.theme;
    } else {
      root.dataset.theme = theme;
    }
    const button = document.getElementById('theme');
    if (button) {
      button.textContent = SIGNS[theme];
      button.title = NAMES[theme];
      button.setAttribute('aria-label', `Colours: ${NAMES[theme]}`);
    }
    dispatchEvent(new Event('themechange'));
  };

  apply();
  addEventListener('DOMContentLoaded', () => {
    apply();
    document.getElementById('theme').addEventListener('click', () => {
      localStorage.setItem(KEY, ORDER[(ORDER.indexOf(chosen()) + 1) % ORDER.length]);
      apply();
    });
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply);
})();
