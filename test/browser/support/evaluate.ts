/** Runs code as the body of an asynchronous function. */
export function evaluate(code: string, names: Record<string, unknown> = {}): Promise<unknown> {
  const body = `return (async () => { ${code} })()`;
  return new Function(...Object.keys(names), body)(...Object.values(names));
}
