import { type Finding, type Report, reportFormat } from '../../schemas/control/report.js';

/** Text that would act in HTML, XML, Markdown, a terminal or a shell. */
export const hostileText =
  '<script>alert(1)</script> "quoted" \'single\' & ]]> ``` | *bold* $(id) \u001b[31m \u0000 \ud800';

export function sampleFinding(changes: Partial<Finding> = {}): Finding {
  return {
    code: 'unknown-parameter',
    severity: 'warning',
    title: 'a title',
    contract: 'kajeet',
    operationId: 'listDevices',
    description: 'a description',
    advice: 'an advice',
    documentation: 'https://example.com/page(1)',
    clients: ['node'],
    occurrences: 2,
    calls: [[{ sandbox: 'one', id: '1', method: 'GET', path: '/x?y=1', status: 200 }]],
    reproduce: ['curl http://localhost'],
    ...changes,
  };
}

/** A report with these findings and one operation. */
export function sampleReport(findings: readonly Finding[], changes: Partial<Report> = {}): Report {
  const share = (used: number, published: number) => ({ used, published });
  return {
    format: reportFormat,
    sandboxes: 1,
    calls: 3,
    unmatched: 0,
    unmatchedCalls: [],
    refused: 0,
    refusals: [],
    unexamined: 0,
    contracts: [
      {
        contract: 'kajeet',
        operations: share(1, 4),
        statuses: share(2, 8),
        parameters: share(3, 3),
        scopes: share(0, 0),
        pages: share(0, 1),
        details: [
          {
            operationId: 'listDevices',
            method: 'GET',
            path: '/devices',
            effect: 'read',
            source: 'https://example.com',
            simulated: true,
            calls: 3,
            statuses: [{ status: 200, published: true, calls: 3 }],
            parameters: [],
            scopes: [],
            pages: { first: 3, later: 0 },
          },
        ],
      },
    ],
    callers: [],
    evidence: [],
    findings: [...findings],
    ...changes,
  };
}
