import { useEffect, useRef } from 'preact/hooks';
import { keySandbox } from '../api/credential.js';
import { type PageEntry, pages } from '../pages/index.js';
import { href, route } from '../state/router.js';
import { wantsAllSandboxes } from '../state/sandboxes.js';

/** The pages that the caller may open. */
export function openPages(): readonly PageEntry[] {
  return pages.filter(
    ({ isServerWide, admitsKeys }) => !isServerWide || admitsKeys || keySandbox.value === undefined,
  );
}

/** The page that the URL names; undefined if there is none. */
export function currentPage(): PageEntry | undefined {
  const [segment = ''] = route.value.segments;
  return openPages().find(({ path }) => path === segment);
}

/** Whether the page is about all sandboxes, so that the clock of a single one says nothing about it. */
export function isAboutAllSandboxes(): boolean {
  if (wantsAllSandboxes.value) return true;
  return keySandbox.value === undefined && currentPage()?.isServerWide === true;
}

/** The links to the pages. */
export function Navigation() {
  const current = currentPage();
  const root = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a narrow window the pages are a row that is scrolled.
    const link = root.current?.querySelector('[aria-current]');
    link?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);
  return (
    <nav class="navigation" aria-label="Pages" ref={root}>
      {openPages().map((page) => (
        <a
          key={page.path}
          href={href(page.path)}
          aria-current={page === current ? 'page' : undefined}
        >
          {page.title}
        </a>
      ))}
    </nav>
  );
}
