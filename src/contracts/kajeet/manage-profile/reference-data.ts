/** Lists the states, districts and territories of the United States, then the provinces of Canada, each by name. */
export async function listProvinces() {
  const { iso31662 } = await import('iso-3166');
  return ['US', 'CA'].flatMap((country) =>
    iso31662
      .filter(({ parent }) => parent === country)
      .map(({ code, name }) => ({ code: code.slice(3), name }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  );
}

/** Lists the IANA time zones that this version of Node.js supports. */
export function listTimeZones() {
  return Intl.supportedValuesOf('timeZone').map((code) => ({
    code,
    name: code.replaceAll('_', ' '),
  }));
}
