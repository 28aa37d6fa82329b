import type { ComponentType } from 'preact';

/** A page of the console: a folder beside this file, whose `page.tsx` exports `Page`. */
export interface PageEntry {
  /** The first segment of its URL; empty for the one that is shown first. */
  readonly path: string;
  readonly title: string;
  /** What the page is for, in the command palette. */
  readonly purpose: string;
  /** Whether it is about the whole server, so that it does not depend on the chosen sandbox. */
  readonly isServerWide?: boolean;
  /** Whether the key of a sandbox opens it although it is about the whole server: it then shows that sandbox alone. */
  readonly admitsKeys?: boolean;
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
  {
    path: 'calls',
    title: 'Live calls',
    purpose: 'What callers send and get, why a call was refused, and how to repeat it',
    load: () => import('./calls/page.js'),
  },
  {
    path: 'faults',
    title: 'Faults',
    purpose: 'Switch scenarios on and off, and build rules by which calls fail',
    load: () => import('./faults/page.js'),
  },
  {
    path: 'sandboxes',
    title: 'Sandboxes',
    purpose: 'Create, copy, compare, reset, export and delete sandboxes; snapshots',
    isServerWide: true,
    admitsKeys: true,
    load: () => import('./sandboxes/page.js'),
  },
  {
    path: 'time',
    title: 'Time',
    purpose: 'What is due when the clock moves, jumps to it, and what they change',
    load: () => import('./time/page.js'),
  },
  {
    path: 'learners',
    title: 'Learners',
    purpose: 'What each learner of a class is doing; new classes, with a sheet to print',
    isServerWide: true,
    load: () => import('./learners/page.js'),
  },
  {
    path: 'world',
    title: 'World',
    purpose: 'The data of the sandbox: corps, devices, people, every collection, and stories',
    load: () => import('./world/page.js'),
  },
  {
    path: 'access',
    title: 'Who may do what',
    purpose: 'Personas, scopes and roles by operation, and why',
    load: () => import('./access/page.js'),
  },
  {
    path: 'api',
    title: 'API',
    purpose: 'The documentation of every operation, to search and to try as a persona',
    load: () => import('./api/page.js'),
  },
  {
    path: 'coverage',
    title: 'Coverage',
    purpose: 'Operations, statuses, parameters and scopes that calls used, and those never tried',
    load: () => import('./coverage/page.js'),
  },
];
