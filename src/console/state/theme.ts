import { effect, signal } from '@preact/signals';
import { storageKeys } from '../lib/storage-keys.js';

const choices = ['system', 'light', 'dark'] as const;
export type Theme = (typeof choices)[number];

/** The colours of the console: those of the operating system, unless one was chosen. */
export const theme = signal<Theme>(
  choices.find((each) => each === localStorage.getItem(storageKeys.theme)) ?? 'system',
);

/** Goes on to the next choice. */
export function switchTheme(): void {
  theme.value = choices[(choices.indexOf(theme.value) + 1) % choices.length] ?? 'system';
}

effect(() => {
  localStorage.setItem(storageKeys.theme, theme.value);
  document.documentElement.dataset.theme = theme.value;
});
