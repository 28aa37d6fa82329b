import { elapsed } from '../../lib/browser-time.js';

/** For so long the page may still grow above what was scrolled to, in milliseconds. */
const settlingMs = 3000;

/** After these somebody scrolls, and knows better. */
const inputs = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

let stop = () => {};

/**
 * Scrolls to an element by the browser, which leaves room for the search above it, and again while the page grows above it. The
 * element need not be rendered yet: of more than a hundred operations, Swagger UI renders those near the window, whose height it
 * guesses.
 */
export function keepInView(find: () => Element | null | undefined): void {
  stop();
  const until = elapsed() + settlingMs;
  let frame = 0;
  stop = () => {
    cancelAnimationFrame(frame);
    for (const input of inputs) removeEventListener(input, stop);
  };
  const scroll = () => {
    const element = find();
    if (element && Math.abs(distance(element)) > 1) element.scrollIntoView();
    if (elapsed() < until) frame = requestAnimationFrame(scroll);
    else stop();
  };
  for (const input of inputs) addEventListener(input, stop, { passive: true });
  scroll();
}

/** How far an element is from where it is to be, in pixels. */
function distance(element: Element): number {
  const margin = Number.parseFloat(getComputedStyle(element).scrollMarginTop);
  return element.getBoundingClientRect().top - margin;
}
