import type { ComponentChildren } from 'preact';

interface CodeBlockProps {
  /** What it contains, for screen readers. */
  readonly label: string;
  readonly children: ComponentChildren;
  readonly class?: string;
}

/** Text in a fixed pitch that scrolls, also by the keyboard. */
export function CodeBlock({ label, children, class: name = '' }: CodeBlockProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without the focus, the keyboard could not scroll it
    // biome-ignore lint/a11y/useSemanticElements: a section may contain headings, this is text
    <pre class={`code ${name}`} role="region" aria-label={label} tabIndex={0}>
      {children}
    </pre>
  );
}
