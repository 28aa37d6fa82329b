import { dismissToast, toasts } from '../state/toasts.js';

/** The messages of the last seconds, which screen readers announce. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, kind }) => (
        <div key={id} class={`toast ${kind}`}>
          <span>{text}</span>
          <button type="button" aria-label="Dismiss the message" onClick={() => dismissToast(id)}>
            ✕
          </button>
        </div>
      ))}
    </div>
  );
}
