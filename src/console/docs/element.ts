/** The element of the page with an id. Throws an error if it has none of this type. */
export function element<Type extends HTMLElement>(id: string, type: new () => Type): Type {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`the page has no element ${id}`);
}
