import { hueOf } from '../lib/colour.js';
import { storageKeys } from '../lib/storage-keys.js';

// A script of its own that the head of the page loads, so that the page is painted once, in the colours of the console.
const root = document.documentElement;
const prefersDark = matchMedia('(prefers-color-scheme: dark)');

root.toggleAttribute('data-framed', window.frameElement !== null);
root.style.setProperty('--hue', String(hueOf(root.dataset.sandbox ?? '')));
applyTheme();
prefersDark.addEventListener('change', applyTheme);
addEventListener('storage', applyTheme);

/** Applies the choice that the console stores. Swagger UI has a class for dark colours. */
function applyTheme(): void {
  const theme = localStorage.getItem(storageKeys.theme) ?? 'system';
  const isDark = theme === 'dark' || (theme !== 'light' && prefersDark.matches);
  root.dataset.theme = theme;
  root.classList.toggle('dark-mode', isDark);
}
