import t from 'tap';
import { startInjected } from '../support/app.js';

const server = await startInjected(t);

/** The names of the vendor's command-line program and MCP server, by operation. */
const documented = {
  listDevices: {
    'x-cli': 'kajeet-sentinel devices list --corp {corpId} --limit {limit}',
    'x-mcp': 'sentinel_devices.list_devices',
  },
  deviceTotals: {
    'x-cli': 'kajeet-sentinel devices totals --corp {corpId}',
    'x-mcp': 'sentinel_devices.device_totals',
  },
  usageSummary: {
    'x-cli': 'kajeet-sentinel usage summary',
    'x-mcp': 'sentinel_usage.usage_summary',
  },
  carriers: { 'x-mcp': 'sentinel_activation.carriers' },
  login: { 'x-cli': 'sentinel auth login' },
};

t.test("the document names the vendor's command-line and MCP tools", async (t) => {
  const { body } = await server.request('GET', '/openapi/kajeet.json');
  type Published = Record<string, unknown> & { operationId: string };
  const operations = Object.values(body.paths as Record<string, Record<string, Published>>)
    .flatMap((path) => Object.values(path))
    .filter((operation) => operation['x-cli'] ?? operation['x-mcp']);
  const named = operations.map(({ operationId, 'x-cli': cli, 'x-mcp': mcp }) => [
    operationId,
    { ...(cli !== undefined && { 'x-cli': cli }), ...(mcp !== undefined && { 'x-mcp': mcp }) },
  ]);
  t.strictSame(Object.fromEntries(named), documented);
});

t.test('every operation is simulated', async (t) => {
  const { body } = await server.request('GET', '/openapi/kajeet.json');
  const paths = Object.values(body.paths as Record<string, Record<string, unknown>>);
  const operations = paths.flatMap((path) => Object.values(path)) as Record<string, unknown>[];
  t.equal(operations.length, 90);
  t.strictSame(
    operations.filter((operation) => operation['x-simulated'] !== true),
    [],
  );
});
