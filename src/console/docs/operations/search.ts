import type { Component, ImmutableMap, Props, System, TaggedOperations } from '../system.js';

/** The parameter of the page's URL. */
const parameter = 'search';

/** The words that the URL searches for; true, as Swagger UI wants it, for none. */
export function searchOfUrl(): string | true {
  return new URLSearchParams(location.search).get(parameter) || true;
}

/**
 * The operations that have every word of a text in their tag, method, path, operation id, summary or description, whatever its
 * case. Tags without one are left out. Swagger UI itself compares the whole text with tags and paths only.
 */
export function findOperations(tags: TaggedOperations, text: string): TaggedOperations {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return tags
    .map((tag, name) => {
      const found = tag.get('operations').filter((operation) => {
        const searched = `${name.toLowerCase()} ${searchedText(operation)}`;
        return words.every((word) => searched.includes(word));
      });
      return tag.set('operations', found);
    })
    .filter((tag) => tag.get('operations').size > 0);
}

/** The texts by operation, because each rendering of the page searches again. */
const texts = new WeakMap<object, string>();

function searchedText(operation: ImmutableMap): string {
  const known = texts.get(operation);
  if (known !== undefined) return known;
  const text = [
    operation.get('method'),
    operation.get('path'),
    ...['operationId', 'summary', 'description'].map((name) =>
      operation.getIn(['operation', name]),
    ),
  ]
    .join(' ')
    .toLowerCase();
  texts.set(operation, text);
  return text;
}

/** The field for the search, which says how many operations are found. It takes the place of Swagger UI's filter. */
export function searchField(_: Component, { React: { createElement } }: System): Component {
  return (props: Props) => {
    const { specSelectors, layoutSelectors, layoutActions } = props as unknown as System;
    const total = specSelectors.operations().size;
    if (total === 0) return null;
    const filter = layoutSelectors.currentFilter();
    const text = typeof filter === 'string' ? filter : '';
    const found = specSelectors
      .taggedOperations()
      .reduce((sum, tag) => sum + tag.get('operations').size, 0);
    const field = createElement('input', {
      type: 'search',
      'aria-label': 'Search operations',
      placeholder: 'Search by words: name, path, summary or description',
      spellCheck: false,
      value: text,
      onChange({ target }: { readonly target: HTMLInputElement }) {
        storeInUrl(target.value);
        layoutActions.updateFilter(target.value);
      },
    });
    const count = createElement(
      'span',
      { 'aria-live': 'polite', className: 'muted' },
      describe(found, total, text),
    );
    return createElement('div', { className: 'wrapper search' }, field, count);
  };
}

function describe(found: number, total: number, text: string): string {
  if (text.trim() === '') return `${total} operations`;
  return found === 0 ? 'No operation has these words' : `${found} of ${total} operations`;
}

function storeInUrl(text: string): void {
  const url = new URL(location.href);
  if (text.trim() === '') url.searchParams.delete(parameter);
  else url.searchParams.set(parameter, text);
  history.replaceState(history.state, '', url);
}
