const assert = require('node:assert/strict');

/** Declares the tests of the package, which was loaded in the way that the title says. */
module.exports = (title, { createUnderstudy }) => {
  describe(title, () => {
    let understudy;
    before(async () => {
      understudy = await createUnderstudy();
    });
    after(() => understudy.close());

    it('sends a request to a vendor API of a sandbox', async () => {
      const sandbox = understudy.sandbox('consumer');
      const authorization = `Bearer ${await sandbox.token()}`;
      const url = `${sandbox.url}/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD?offset=0&limit=5&sort=MDN&sortDir=ASC`;
      assert.equal((await fetch(url, { headers: { authorization } })).status, 200);
    });
  });
};
