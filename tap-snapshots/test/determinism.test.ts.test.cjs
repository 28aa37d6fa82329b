/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict';
exports[
  `test/determinism.test.ts > TAP > the default world is this one, on every machine > digest of all devices 1`
] = `
f5f1bb4f405eea7ec88c88763eed70908ee87a0271b4a37bbdbdcd9c893f3320
`;
