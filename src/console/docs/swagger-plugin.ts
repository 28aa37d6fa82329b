import type { Settings } from '../../control/docs/settings.js';
import { colouredCode } from './code.js';
import { adaptDocument } from './document.js';
import { keepInView } from './operations/scroll.js';
import { findOperations, searchField } from './operations/search.js';
import type { Component, ImmutableMap, System } from './system.js';

/** Creates the plugin that adapts the document, searches it, and marks the operations that differ from the others. */
export const createPlugin = (settings: Settings) => () => ({
  fn: { opsFilter: findOperations },
  statePlugins: {
    spec: {
      wrapActions: {
        updateSpec: (update: (text: string) => unknown) => (text: string) =>
          update(text && adaptDocument(text, settings)),
      },
    },
    layout: { wrapActions: { scrollToElement, clearScrollToVirtualizedOperation } },
  },
  wrapComponents: {
    operation: markOperation,
    OperationSummaryPath: addBadge,
    execute: replaceForGetBody,
    DeepLink: replaceLink,
    FilterContainer: searchField,
    SyntaxHighlighter: colouredCode,
  },
});

/** Scrolls to an operation or tag of a short document. */
const scrollToElement =
  (_: unknown, { layoutActions }: System) =>
  (element: Element) => {
    keepInView(() => element.querySelector('.opblock, .opblock-tag') ?? element);
    layoutActions.clearScrollTo();
  };

/** Scrolls to an operation or tag of a long document, after Swagger UI has scrolled to where it may be. */
const clearScrollToVirtualizedOperation =
  (clear: () => unknown, { layoutSelectors }: System) =>
  () => {
    const [, tag, operation] = layoutSelectors.getScrollToVirtualizedOperation()?.toJS() ?? [];
    if (operation !== undefined) keepInView(() => operationElement(operation));
    else if (tag !== undefined)
      keepInView(() => document.querySelector(`.opblock-tag[data-tag="${CSS.escape(tag)}"]`));
    return clear();
  };

function operationElement(operationId: string): Element | null {
  return document.querySelector(`.opblock[id$="-${CSS.escape(operationId)}"]`);
}

/** Gives an operation that is not simulated a class. */
function markOperation(Original: Component, system: System): Component {
  const { createElement } = system.React;
  return (props) => {
    const className = isSimulated(system, props.operation) ? 'simulated' : 'not-simulated';
    return createElement('div', { className }, createElement(Original, props));
  };
}

/** Adds the badge `not simulated` to the path of an operation. */
function addBadge(Original: Component, system: System): Component {
  const { createElement } = system.React;
  return (props) => {
    const path = createElement(Original, props);
    if (isSimulated(system, props.operationProps)) return path;
    const badge = createElement('span', { className: 'badge' }, 'not simulated');
    return createElement('span', { className: 'path-with-badge' }, path, badge);
  };
}

/** Removes the button Execute where the operation needs a body that a browser cannot send. */
function replaceForGetBody(Original: Component, system: System): Component {
  const { createElement } = system.React;
  const note = 'Browsers cannot send a body with GET: run the command in the description.';
  return (props) =>
    extension(system, 'x-get-body', props.path, props.method)
      ? createElement('p', { className: 'not-executable' }, note)
      : createElement(Original, props);
}

/** Renders the path as text, because the button that opens the operation contains it and must not contain a link. */
function replaceLink(_: Component, { React }: System): Component {
  return ({ text }) => React.createElement('span', null, text);
}

function isSimulated(system: System, operation: unknown): boolean {
  const properties = operation as ImmutableMap;
  const [path, method] = ['path', 'method'].map((name) => properties.getIn([name]));
  return extension(system, 'x-simulated', path, method) !== false;
}

/** The value of an OpenAPI extension of an operation. Closed operations are not resolved yet, so it is read from the document. */
function extension(system: System, name: string, path: unknown, method: unknown): unknown {
  return system.specSelectors.specJson().getIn(['paths', path, method, name]);
}
