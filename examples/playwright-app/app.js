// The origin and the credentials come from the URL of the page, as a build would have them in its configuration.
const settings = new URLSearchParams(location.search);
const api = `${settings.get('api')}/sentinel-proxy/sentinel/api`;
const status = document.querySelector('[role=status]');
let token;

async function signIn() {
  const response = await fetch(`${api}/v1.0/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: settings.get('user'), password: settings.get('password') }),
  });
  ({ token } = await response.json());
}

/** Shows the first devices. The token is that of the start, whatever the response says. */
async function showDevices() {
  const query = 'offset=0&limit=25&sort=MDN&sortDir=ASC';
  const response = await fetch(`${api}/v1.0/devices/NORTHSTAR-ISD?${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!response.ok) {
    status.textContent = 'Something went wrong, please try again';
    return;
  }
  const { devices } = await response.json();
  status.textContent = `${devices.length} devices`;
  document
    .querySelector('ul')
    .replaceChildren(
      ...devices.map(({ mdn }) =>
        Object.assign(document.createElement('li'), { textContent: mdn }),
      ),
    );
}

document.querySelector('button').addEventListener('click', showDevices);
await signIn();
await showDevices();
