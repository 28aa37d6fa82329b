import { useEffect, useState } from 'preact/hooks';

const callbacks = new WeakMap<Element, (isNear: boolean) => void>();

/** One observer for all elements, because a page may have hundreds. */
const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) callbacks.get(target)?.(isIntersecting);
  },
  { rootMargin: '300px' },
);

/** Whether an element is in the window or near to it. */
export function useNearViewport(ref: { readonly current: Element | null }): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    callbacks.set(element, setNear);
    observer.observe(element);
    return () => observer.unobserve(element);
  }, []);
  return isNear;
}
