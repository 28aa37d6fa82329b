/** What a documentation page tells the console that shows it in a frame. */
export type FrameMessage =
  /** The operation or tag that was opened last, as the fragment of the page's URL. */
  | { readonly kind: 'place'; readonly hash: string }
  /** The keys that open the command palette were pressed. */
  | { readonly kind: 'palette' };

/** Tells the console around the page what it has to know of it. Does nothing without one. */
export function reportToConsole(): void {
  if (window.frameElement === null) return;
  const send = (message: FrameMessage) => parent.postMessage(message, location.origin);
  // Swagger UI adds every opened operation to the history, where the back button of the console would find it.
  history.pushState = (state, title, url) => {
    history.replaceState(state, title, url);
    send({ kind: 'place', hash: location.hash });
  };
  addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return;
    event.preventDefault();
    send({ kind: 'palette' });
  });
}
