import type { Contract } from '../../simulator/contract/contract.js';

const style = `
  body { font: 16px/1.5 system-ui, sans-serif; margin: 0; color: #1c2430; background: #fff }
  header { background: #14324a; color: #fff; padding: 1rem 2rem; display: flex; gap: 1.5rem; align-items: center; flex-wrap: wrap }
  header a { color: #fff } header strong { font-size: 1.15rem }
  body > main { max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
  select { font: inherit; padding: .2rem .4rem }
  body > main li { margin: .6rem 0 } body > main li code { background: #eef2f5; padding: .1rem .3rem }
`;

/** The page that lists the documents of all contracts. */
export function indexPage(contracts: readonly Contract[], prefix: string): string {
  const items = contracts.map(({ name, title, mount, operations }) => {
    const simulated = operations.filter(({ handler }) => handler).length;
    return `<li><a href="${prefix}/docs/${name}">${escapeHtml(title)}</a>, served at <code>${prefix}${mount}</code>:
      ${simulated} of ${operations.length} operations simulated
      (<a href="${prefix}/openapi/${name}.json">JSON</a>, <a href="${prefix}/openapi/${name}.yaml">YAML</a>)</li>`;
  });
  return page(
    'Understudy',
    `<header><strong>Understudy</strong></header>
    <main><h1>APIs</h1><ul>${items.join('')}
      <li><a href="${prefix}/docs/sim">Control plane</a>, served at <code>${prefix}/_sim</code>
      (<a href="${prefix}/_sim/openapi.json">JSON</a>)</li></ul></main>`,
  );
}

/** The page that shows the operations of a contract in Swagger UI, signed in as one of its personas. */
export function operationsPage(
  { name: contract, title, identity }: Contract,
  prefix: string,
): string {
  const document =
    contract === 'sim' ? `${prefix}/_sim/openapi.json` : `${prefix}/openapi/${contract}.json`;
  const [bearer, basic] = Object.keys(identity.schemes);
  const personas = `${prefix}/_sim/personas`;
  const settings = JSON.stringify({ contract, document, personas, bearer, basic });
  return page(
    `${title} - Understudy`,
    `<header><a href="${prefix}/docs">Understudy</a> <strong>${escapeHtml(title)}</strong>
      <label id="as" hidden>acting as <select id="persona"></select></label></header>
    <div id="operations"></div>
    <script src="${prefix}/docs/assets/swagger-ui-bundle.js"></script>
    <script>(${showOperations})(${settings})</script>`,
    `<link rel="stylesheet" href="${prefix}/docs/assets/swagger-ui.css">`,
  );
}

/** Runs in the browser: shows the document and signs in as the selected persona. */
const showOperations = `async ({ contract, document: url, personas, bearer, basic }) => {
  const ui = SwaggerUIBundle({ url, dom_id: '#operations', deepLinking: true, filter: true, tryItOutEnabled: true,
    validatorUrl: null, onComplete: signIn });
  async function signIn() {
    const response = await fetch(personas);
    if (!response.ok) return;
    const users = (await response.json()).filter((persona) => persona.contract === contract);
    if (users.length === 0) return;
    const select = document.getElementById('persona');
    select.replaceChildren(...users.map(({ name, purpose }, index) => new Option(name + ' - ' + purpose, index)));
    const authorize = () => {
      const { token, username, password } = users[select.value];
      ui.preauthorizeApiKey(bearer, token);
      if (basic) ui.preauthorizeBasic(basic, username, password);
    };
    select.addEventListener('change', authorize);
    document.getElementById('as').hidden = false;
    authorize();
  }
}`;

function page(title: string, body: string, head = ''): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><link rel="icon" href="data:,">${head}<style>${style}</style></head>
<body>${body}</body></html>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
