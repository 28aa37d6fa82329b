/**
 * Creates clients in B2CORE IB and reads each back. Whatever goes wrong is tried again at once, which is what the report says: a
 * client may be created twice, and a vendor that asks to wait is called again.
 */
export async function importClients(origin, token, clients) {
  const created = [];
  for (const client of clients) {
    const { profileId } = await send(`${origin}/v1/profiles`, token, client);
    created.push(await send(`${origin}/v1/profiles/${profileId}`, token));
  }
  return created;
}

async function send(url, token, body, attempts = 3) {
  const response = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${token}` },
    body: body && JSON.stringify(body),
  });
  if (response.ok) return response.json();
  if (attempts === 1) throw new Error(`${url}: ${response.status}`);
  return send(url, token, body, attempts - 1);
}
