import { jsonParts } from '../lib/json-parts.js';
import type { Component, System } from './system.js';

/** Renders the code of examples and responses in the colours of the console. Swagger UI's own are for dark pages only. */
export function colouredCode(_: Component, { React: { createElement } }: System): Component {
  return ({ language, className = '', children }) => {
    const code = String(children ?? '');
    const parts = language === 'json' ? jsonParts(code) : [{ kind: undefined, text: code }];
    const content = parts.map(({ kind, text }, index) =>
      kind === undefined
        ? text
        : createElement('span', { key: index, className: `json-${kind}` }, text),
    );
    return createElement('pre', { className: `microlight ${className}`, tabIndex: 0 }, ...content);
  };
}
