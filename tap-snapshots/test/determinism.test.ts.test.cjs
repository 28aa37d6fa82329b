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
57c23b6dd01f8d3958127a3825cbda38fa7af37702451b12414c9841b8d0384b
`;
