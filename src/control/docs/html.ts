import { collectionFormats } from '../../simulator/collections/formats.js';
import type { Contract } from '../../simulator/contract/contract.js';
import { controlMount } from '../access/admin-guard.js';
import type { Settings } from './browser/settings.js';
import { style } from './style.js';

/** The page that lists the documents of all contracts. */
export function indexPage(contracts: readonly Contract[], sandboxPrefix: string): string {
  const prefix = escapeHtml(sandboxPrefix);
  const items = contracts.map(({ name, title, mount, operations }) => {
    const simulated = operations.filter(({ handler }) => handler).length;
    return `<li><a href="${prefix}/docs/${name}">${escapeHtml(title)}</a>, served at <code>${prefix}${mount}</code>:
      ${simulated} of ${operations.length} operations simulated
      (<a href="${prefix}/openapi/${name}.json">JSON</a>, <a href="${prefix}/openapi/${name}.yaml">YAML</a>).
      Requests with tokens: ${collectionLinks(name, prefix)}</li>`;
  });
  return page(
    'Understudy',
    `<header><strong>Understudy</strong></header>
    <main class="index"><h1>APIs</h1><ul>${items.join('')}
      <li><a href="${prefix}/docs/sim">Control plane</a>, served at <code>${prefix}/_sim</code>
      (<a href="${prefix}/_sim/openapi.json">JSON</a>)</li></ul></main>`,
  );
}

/** Links to the files with requests for HTTP clients. */
function collectionLinks(contract: string, prefix: string): string {
  return collectionFormats
    .map(({ extension, title }) => {
      const file = `${prefix}${controlMount}/collections/${contract}${extension}`;
      return `<a href="${file}">${escapeHtml(title)}</a>`;
    })
    .join(', ');
}

/** The sandbox that a page was requested for. */
interface PageSandbox {
  readonly name: string;
  /** The path prefix of its URLs: `/~NAME`, or empty where the host names it. */
  readonly prefix: string;
}

/** The page that shows the operations of a contract in Swagger UI, signed in as one of its personas. */
export function operationsPage(contract: Contract, sandbox: PageSandbox): string {
  const { name, title, operations, identity } = contract;
  const isControlPlane = contract.mount === controlMount;
  const [bearer = '', basic] = Object.keys(identity.schemes);
  const control = `${sandbox.prefix}${controlMount}`;
  const settings: Settings = {
    ...{ contract: name, sandbox: sandbox.name, isControlPlane, bearer, ...(basic && { basic }) },
    document: isControlPlane ? `${control}/openapi.json` : `${sandbox.prefix}/openapi/${name}.json`,
    personas: `${control}/personas`,
    health: `${control}/health`,
  };
  const prefix = escapeHtml(sandbox.prefix);
  return page(
    `${title} - Understudy`,
    `<header><a href="${prefix}/docs">Understudy</a> <strong>${escapeHtml(title)}</strong>
      <span>sandbox <strong>${escapeHtml(sandbox.name)}</strong></span>
      <label id="as" hidden>acting as <select id="persona"></select></label>
      <form id="admin" hidden><label>admin token <input id="admin-token" type="password" autocomplete="off" required></label>
      <button>Sign in</button></form>
      <p id="status" role="status" hidden></p></header>
    ${simulationNote(operations)}<div id="swagger"></div>
    <script type="application/json" id="settings">${JSON.stringify(settings).replaceAll('<', '\\u003c')}</script>
    <script src="${prefix}/docs/assets/swagger-ui-bundle.js"></script>
    <script type="module" src="${prefix}/docs/assets/page.js"></script>`,
    `<link rel="stylesheet" href="${prefix}/docs/assets/swagger-ui.css">`,
  );
}

/** Says how many operations are not simulated, and how the page marks them. */
function simulationNote(operations: Contract['operations']): string {
  const simulated = operations.filter(({ handler }) => handler).length;
  const others = operations.length - simulated;
  if (others === 0) return '';
  return `<aside class="note" aria-label="Simulation">${simulated} of ${operations.length} operations are simulated. The other ${others} are grey,
    carry the label <span class="badge">not simulated</span> and respond with 501.</aside>`;
}

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
