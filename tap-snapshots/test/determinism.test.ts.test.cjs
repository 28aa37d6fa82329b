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
ebea2f80eaada300866eb9c8f5faff9f3ed6fb82b7e59189fbe7a2929722534f
`;
