import { readFileSync } from 'node:fs';
import t from 'tap';
import ts from 'typescript';
import { sourceFiles } from './support/source-files.js';

/** Words that no name may contain, with the term to use instead. Several words are a phrase. */
const refusedWords: Readonly<Record<string, string>> = {
  anew: 'a verb such as rebuild or reindex',
  astray: 'error, mismatch or problem',
  become: 'replaceData, attach or another verb for the change',
  gently: 'cooperative or chunked',
  'let go': 'release',
  meddle: 'injectFault',
  meddling: 'injection',
  nobody: 'noCallers, anonymous or unauthenticated',
  said: 'source or text',
  spoiled: 'corrupted',
  stays: 'persistent',
  threes: 'trigrams',
  told: 'view, message or entry',
  untold: 'omitted',
  'why not': 'xError or explainX',
  wish: 'request',
  wished: 'request',
};

/** Names that say too little on their own, with what to use instead. */
const refusedNames: Readonly<Record<string, string>> = {
  acted: 'applied',
  answer: 'response',
  answered: 'response or responses',
  answers: 'responses',
  asked: 'params, request or requested',
  behind: 'pending',
  beside: 'attachment or sibling',
  by: 'a noun: scheme, order, key',
  had: 'actual',
  isCut: 'truncated',
  kept: 'stored, entry or collection',
  lost: 'problem, missing or dropped',
  meant: 'expected or matching',
  of: 'a noun, or a verb such as getOrCompute',
  passes: 'remedies',
  whole: 'complete or json',
  why: 'reason',
  written: 'flushed, formatted or a noun',
};

/** Endings of names of functions that return field errors; a fault is an injected failure. */
const validationEnding = /^(?!(list|clear|add|remove)).+Faults$|^faultsOf$/;

const files = sourceFiles('src', 'schemas', 'seeds', 'tools', 'test', 'bench').filter(
  // Migrations have to name what older versions stored.
  (file) => file !== 'test/vocabulary.test.ts' && !file.startsWith('src/migrations/'),
);

t.test('names use the terms of the field', async (t) => {
  const objections = files.flatMap((file) =>
    [...declaredNames(file)].flatMap(([name, line]) =>
      objectionsTo(name).map((objection) => `${file}:${line} ${objection}`),
    ),
  );
  t.strictSame(objections, []);
});

t.test('file and folder names use the terms of the field', async (t) => {
  const parts = new Set(files.flatMap((file) => file.replace(/(\.test)?\.ts$/, '').split('/')));
  t.strictSame([...parts].flatMap(objectionsTo), []);
});

function objectionsTo(name: string): string[] {
  const words = ` ${wordsOf(name).join(' ')} `;
  const found = Object.entries(refusedWords).filter(([word]) => words.includes(` ${word} `));
  const replacement = Object.hasOwn(refusedNames, name) ? refusedNames[name] : undefined;
  return [
    ...found.map(([word, term]) => `${name}: use ${term} instead of "${word}"`),
    ...(replacement ? [`${name}: use ${replacement}`] : []),
    ...(validationEnding.test(name) ? [`${name}: use validateX or xErrors`] : []),
  ];
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

/** Every name that a file declares, with the line of its first declaration. */
function declaredNames(file: string): Map<string, number> {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const names = new Map<string, number>();
  const visit = (node: ts.Node): void => {
    const name = isNamedDeclaration(node) ? node.name : undefined;
    if (name && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name))) {
      const text = name.text.replace(/^#/, '');
      const { line } = source.getLineAndCharacterOfPosition(name.pos);
      if (!names.has(text)) names.set(text, line + 1);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

function isNamedDeclaration(node: ts.Node): node is ts.NamedDeclaration {
  return (
    ts.isVariableDeclaration(node) ||
    ts.isBindingElement(node) ||
    ts.isParameter(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertySignature(node) ||
    ts.isPropertyAssignment(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isMethodSignature(node) ||
    ts.isGetAccessor(node) ||
    ts.isSetAccessor(node) ||
    ts.isImportSpecifier(node) ||
    ts.isNamespaceImport(node)
  );
}
