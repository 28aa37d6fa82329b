import { collectionFormats } from '../../simulator/collections/formats.js';
import type { Contract } from '../../simulator/contract/contract.js';
import { controlMount } from '../access/admin-guard.js';
import type { Settings } from './settings.js';

/** The sandbox that a page was requested for. */
interface PageSandbox {
  readonly name: string;
  /** The path prefix of its URLs: `/~NAME`, or empty where the host names it. */
  readonly prefix: string;
}

/** The contracts whose operations have a page. */
interface PageContracts {
  readonly contracts: readonly Contract[];
  readonly control: Contract;
}

/** The page that lists the documents of all contracts. */
export function indexPage(all: PageContracts, sandbox: PageSandbox): string {
  const prefix = escapeHtml(sandbox.prefix);
  const items = all.contracts.map(({ name, title, mount, operations }) => {
    const simulated = operations.filter(({ handler }) => handler).length;
    return `<li class="card"><h2><a href="${prefix}/docs/${name}">${escapeHtml(title)}</a></h2>
      <p>Served at <code>${prefix}${mount}</code>: ${simulated} of ${operations.length} operations simulated</p>
      <p>Document: <a href="${prefix}/openapi/${name}.json">JSON</a>, <a href="${prefix}/openapi/${name}.yaml">YAML</a></p>
      <p>Requests with tokens: ${collectionLinks(name, prefix)}</p></li>`;
  });
  return page(
    'APIs - Understudy',
    sandbox,
    `${header(all, sandbox)}
    <main class="index"><h1>APIs</h1>${messages()}<ul>${items.join('')}
      <li class="card"><h2><a href="${prefix}/docs/sim">Control plane</a></h2>
      <p>Served at <code>${prefix}/_sim</code></p>
      <p>Document: <a href="${prefix}/_sim/openapi.json">JSON</a></p></li></ul></main>
    <script src="${prefix}/docs/assets/downloads.js"></script>`,
  );
}

/** What every page begins with: the way to the console and to the pages of all contracts, and the sandbox. */
function header(
  { contracts, control }: PageContracts,
  { name, prefix }: PageSandbox,
  current?: Contract,
): string {
  const base = escapeHtml(prefix);
  const links = [...contracts, control].map((contract) => {
    const attribute = contract === current ? ' aria-current="page"' : '';
    return `<a href="${base}/docs/${contract.name}"${attribute}>${escapeHtml(contract.title)}</a>`;
  });
  return `<header class="docs-header"><a class="brand" href="${base}/">Understudy</a>
    <nav aria-label="APIs">${links.join('\n')}</nav>
    <span class="sandbox-badge"><span class="sandbox-dot" aria-hidden="true"></span>
      <span class="visually-hidden">Sandbox</span> <span class="sandbox-name">${escapeHtml(name)}</span></span>
    ${current ? '<label id="as" hidden>Act as <select id="persona"></select></label>' : ''}</header>`;
}

/** Links to the files with requests for HTTP clients. */
function collectionLinks(contract: string, prefix: string): string {
  return collectionFormats
    .map(({ extension, title }) => {
      const file = `${prefix}${controlMount}/collections/${contract}${extension}`;
      return `<a href="${file}" download>${escapeHtml(title)}</a>`;
    })
    .join(', ');
}

/** The page that shows the operations of a contract in Swagger UI, signed in as one of its personas. */
export function operationsPage(
  contract: Contract,
  all: PageContracts,
  sandbox: PageSandbox,
): string {
  const { name, title, operations, identity } = contract;
  const isControlPlane = contract === all.control;
  const [bearer = '', basic] = Object.keys(identity.schemes);
  const control = `${sandbox.prefix}${controlMount}`;
  const settings: Settings = {
    ...{ contract: name, sandbox: sandbox.name, isControlPlane, bearer, ...(basic && { basic }) },
    document: isControlPlane ? `${control}/openapi.json` : `${sandbox.prefix}/openapi/${name}.json`,
    personas: `${control}/personas`,
    health: `${control}/health`,
  };
  const assets = `${escapeHtml(sandbox.prefix)}/docs/assets`;
  return page(
    `${title} - Understudy`,
    sandbox,
    `${header(all, sandbox, contract)}
    <main>${messages(simulationNote(operations))}
    <div id="swagger"></div></main>
    <script type="application/json" id="settings">${JSON.stringify(settings).replaceAll('<', '\\u003c')}</script>
    <script src="${assets}/swagger-ui-bundle.js"></script>
    <script type="module" src="${assets}/page.js"></script>`,
  );
}

/** What a page shows above its content: the form for the admin token, a line of text from its script, and a note. */
function messages(note = ''): string {
  return `<div class="messages wrapper"><form id="admin" hidden>
      <label for="admin-token">Admin token</label> <input id="admin-token" type="password" autocomplete="off" required>
      <button class="button primary">Sign in</button></form>
      <p id="status" role="status" hidden></p>${note}</div>`;
}

/** Says how many operations are not simulated, and how the page marks them. */
function simulationNote(operations: Contract['operations']): string {
  const simulated = operations.filter(({ handler }) => handler).length;
  const others = operations.length - simulated;
  if (others === 0) return '';
  return `<aside class="simulation" aria-label="Simulation">${simulated} of ${operations.length} operations are simulated. The other ${others} ${others === 1 ? 'is' : 'are'} grey,
    with the label <span class="tag">not simulated</span>, and ${others === 1 ? 'responds' : 'respond'} with 501.</aside>`;
}

function page(title: string, { name, prefix }: PageSandbox, body: string): string {
  const base = escapeHtml(prefix);
  return `<!doctype html>
<html lang="en" data-sandbox="${escapeHtml(name)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${escapeHtml(title)}</title><link rel="icon" href="${base}/console/icon.svg">
<link rel="stylesheet" href="${base}/docs/assets/page.css"><script src="${base}/docs/assets/appearance.js"></script></head>
<body>${body}</body></html>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
