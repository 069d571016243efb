import { createStore } from '../store.js';

export type Theme = 'auto' | 'light' | 'dark';

const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];
const THEME_NAME = 'termbook-theme';

function kept(): Theme {
  const value = window.localStorage.getItem(THEME_NAME);
  return THEMES.find((one) => one === value) ?? 'auto';
}

export const theme = createStore<Theme>(kept());

/** `auto` follows the system, also when that changes. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = theme.get();
}

export function nextTheme(): void {
  const next = THEMES[(THEMES.indexOf(theme.get()) + 1) % THEMES.length] ?? 'auto';
  window.localStorage.setItem(THEME_NAME, next);
  theme.set(next);
  applyTheme();
}
