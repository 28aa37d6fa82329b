import type { Page } from '@playwright/test';
import t from 'tap';
import { renderJunit } from '../../src/reporting/formats/junit.js';
import { checkGate, type Gate, openGate, parseThreshold } from '../../src/reporting/gate.js';
import { hostileText, sampleFinding, sampleReport } from '../reporting/sample-report.js';
import { skipReason, startBrowser } from '../support/browser.js';

/** An element as the XML parser of a browser reads it. */
interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** The text in it, without that of its children. */
  readonly text: string;
}

interface Rule {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly children: readonly string[];
}

const number = /^\d+(\.\d+)?$/;

/**
 * What readers of JUnit files have in common. There is no standard: this is the strictest of the schema of Jenkins' xUnit plugin
 * (junit-10.xsd), its predecessor, which requires `classname` and wants the output last, and what GitLab reads.
 */
const rules: Readonly<Record<string, Rule>> = {
  testsuites: {
    required: [],
    optional: ['name', 'time', 'tests', 'failures', 'errors'],
    children: ['testsuite'],
  },
  testsuite: {
    required: ['name', 'tests', 'failures', 'errors'],
    optional: ['time', 'skipped', 'timestamp', 'hostname', 'id', 'package'],
    children: ['properties', 'testcase', 'system-out', 'system-err'],
  },
  testcase: {
    required: ['name', 'classname'],
    optional: ['time'],
    children: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
  },
  failure: { required: [], optional: ['type', 'message'], children: [] },
  'system-out': { required: [], optional: [], children: [] },
};

/** The attributes that are numbers. */
const counts = ['tests', 'failures', 'errors', 'skipped', 'time'];

/** What of an element and those in it breaks the rules. */
function violations({ name, attributes, children, text }: Element): string[] {
  const rule = rules[name];
  if (!rule) return [`${name} is unknown`];
  const allowed = [...rule.required, ...rule.optional];
  const order = children.map((each) => rule.children.indexOf(each.name));
  return [
    ...rule.required.filter((each) => !attributes[each]).map((each) => `${name} has no ${each}`),
    ...Object.keys(attributes)
      .filter((each) => !allowed.includes(each))
      .map((each) => `${name} has an attribute ${each}`),
    ...Object.entries(attributes)
      .filter(([each, value]) => counts.includes(each) && !number.test(value))
      .map(([each, value]) => `${each} is ${value}`),
    ...(order.includes(-1) ? [`${name} has other elements`] : []),
    ...(order.some((place, index) => place < (order[index - 1] ?? place))
      ? [`the order in ${name}`]
      : []),
    ...(children.length > 0 && text.trim() !== '' ? [`${name} has text`] : []),
    ...children.flatMap(violations),
  ];
}

/** Parses XML. The result of a text that is not well-formed has the name `parsererror` or contains it. */
function read(page: Page, xml: string): Promise<Element> {
  return page.evaluate<Element>(`(() => {
    const toElement = (element) => ({
      name: element.tagName,
      attributes: Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])),
      children: [...element.children].map(toElement),
      text: [...element.childNodes].filter((each) => each.nodeType === 3).map((each) => each.data).join(''),
    });
    const parsed = new DOMParser().parseFromString(${JSON.stringify(xml)}, 'application/xml');
    return toElement(parsed.documentElement);
  })()`);
}

/** An element and all those in it with a name. */
function find(element: Element, name: string): Element[] {
  const found = element.children.flatMap((each) => find(each, name));
  return element.name === name ? [element, ...found] : found;
}

const findings = [
  sampleFinding({ title: 'first', severity: 'error' }),
  sampleFinding({ title: hostileText, advice: hostileText, calls: [] }),
  sampleFinding({ code: 'unneeded-scope', severity: 'note', documentation: null }),
];
const thresholds = [parseThreshold('operations=1'), parseThreshold('nobody.operations=1')];
const gates: Readonly<Record<string, Partial<Gate>>> = {
  'without a threshold': {},
  'with thresholds': { thresholds },
  'that fails': { maxFindings: 0, thresholds },
  'that passes': { maxFindings: 9 },
  'that ignores': { maxFindings: 0, ignored: ['unknown-parameter'] },
};

t.test('the JUnit file in an XML parser', { skip: skipReason }, async (t) => {
  const browser = await startBrowser(t);
  const page = await browser.newPage();

  for (const [title, changes] of Object.entries(gates))
    for (const report of [sampleReport(findings), sampleReport([], { calls: 0 })])
      await t.test(`a report ${title}, with ${report.calls} calls`, async (t) => {
        const gate = { ...openGate, ...changes };
        const root = await read(page, renderJunit(report, gate, checkGate(report, gate)));
        t.equal(root.name, 'testsuites');
        t.strictSame(violations(root), []);
        for (const suite of [root, ...find(root, 'testsuite')]) {
          const { tests, failures, errors } = suite.attributes;
          const counted = ['testcase', 'failure', 'error'].map((each) => find(suite, each).length);
          t.strictSame([tests, failures, errors].map(Number), counted, 'the counts are right');
        }
        const keys = find(root, 'testcase').map(({ attributes }) =>
          JSON.stringify([attributes.classname, attributes.name]),
        );
        t.equal(new Set(keys).size, keys.length, 'no two tests have the same name');
        const isFailed = checkGate(report, gate).some(({ passed }) => !passed);
        t.equal(find(root, 'failure').length > 0, isFailed, 'it fails where the command does');
      });

  await t.test('what a reader would refuse is noticed', async (t) => {
    const report = sampleReport(findings);
    const xml = renderJunit(report, openGate, []);
    const broken: [string, string, RegExp][] = [
      ['<testcase classname=', '<testcase class=', /no classname.*attribute class/],
      ['tests="', 'tests="about ', /tests is about/],
      ['</testsuites>', '<note/></testsuites>', /other elements.*note is unknown/],
      ['<system-out>', 'text <system-out>', /testcase has text/],
    ];
    for (const [from, to, expected] of broken) {
      t.ok(xml.includes(from));
      t.match(violations(await read(page, xml.replaceAll(from, to))).join(), expected);
    }
    const torn = await read(page, xml.replace('</testsuites>', ''));
    t.match(violations(torn).join(), 'parsererror');
  });
});
