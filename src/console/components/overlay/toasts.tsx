import { dismissToast, toasts } from '../../state/toasts.js';
import { Button } from '../button.js';

/** The messages of the last seconds, which screen readers announce. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, kind, action }) => (
        <div key={id} class={`toast ${kind}`}>
          <span class="grow">{text}</span>
          {action && (
            <Button
              class="toast-action"
              onClick={() => {
                dismissToast(id);
                return action.run();
              }}
            >
              {action.label}
            </Button>
          )}
          <button
            type="button"
            class="toast-close"
            aria-label="Dismiss the message"
            onClick={() => dismissToast(id)}
          >
            ✕
          </button>
        </div>
      ))}
    </div>
  );
}
