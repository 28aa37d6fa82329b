/** Labels for the fields and buttons that Swagger UI renders without a matching one, by selector. */
const labels: Readonly<Record<string, (field: Element) => string>> = {
  'tr[data-param-name] :is(select, input, textarea)': (field) =>
    field.closest('tr')?.dataset.paramName ?? 'value',
  'textarea.body-param__text': () => 'Request body',
  '.opblock-section-request-body select': () => 'Media type of the request body',
  'select#servers': () => 'Server',
  'button.close-modal': () => 'Close',
  '.auth-btn-wrapper button[aria-label="Remove authorization"]': () =>
    'Logout: remove authorization',
};

/** Labels fields and makes scrollable text focusable whenever Swagger UI has rendered. */
export function completeMarkup(root: Element): void {
  let isScheduled = false;
  const complete = () => {
    isScheduled = false;
    for (const [selector, label] of Object.entries(labels))
      for (const field of root.querySelectorAll(selector))
        field.setAttribute('aria-label', label(field));
    for (const text of root.querySelectorAll('pre:not([tabindex])'))
      text.setAttribute('tabindex', '0');
  };
  new MutationObserver(() => {
    if (isScheduled) return;
    isScheduled = true;
    requestAnimationFrame(complete);
  }).observe(root, { childList: true, subtree: true });
}
