import type { ComponentType } from 'preact';

/** A page of the console: a folder beside this file, whose `page.tsx` exports `Page`. */
export interface PageEntry {
  /** The first segment of its URL; empty for the one that is shown first. */
  readonly path: string;
  readonly title: string;
  /** What the page is for, in the command palette. */
  readonly purpose: string;
  /** Whether it is about the whole server, so that the key of a sandbox does not open it. */
  readonly isServerWide?: boolean;
  readonly load: () => Promise<{ readonly Page: ComponentType }>;
}

/** The pages, in the order of the navigation. */
export const pages: readonly PageEntry[] = [
  {
    path: '',
    title: 'Home',
    purpose: 'Base URLs, personas and snippets to start with',
    load: () => import('./home/page.js'),
  },
];
