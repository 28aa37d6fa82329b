import { inspect, isDeepStrictEqual } from 'node:util';

/** A value that says itself what equals it, such as `expect.any(Number)` of a runner. */
interface AsymmetricMatcher {
  asymmetricMatch(actual: unknown): boolean;
}

/** Whether a value is the expected one, in which asymmetric matchers may be at any depth. */
export function isEqual(actual: unknown, expected: unknown): boolean {
  if (isMatcher(expected)) return expected.asymmetricMatch(actual);
  if (!isObject(expected) || !isObject(actual)) return isDeepStrictEqual(actual, expected);
  const names = Object.keys(expected);
  return (
    Array.isArray(actual) === Array.isArray(expected) &&
    names.length === Object.keys(actual).length &&
    names.every((name) => Object.hasOwn(actual, name) && isEqual(actual[name], expected[name]))
  );
}

/** An expected value as text. */
export function formatExpected(value: unknown): string {
  return isMatcher(value)
    ? inspect(value, { breakLength: Number.POSITIVE_INFINITY })
    : JSON.stringify(value);
}

function isMatcher(value: unknown): value is AsymmetricMatcher {
  return isObject(value) && typeof value.asymmetricMatch === 'function';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
