import type { Model } from '../../api/client.js';
import { Button } from '../../components/button.js';
import { OperationTitle, VendorPage } from '../../components/operation.js';
import { Dialog } from '../../components/overlay/dialog.js';
import { documentationHref } from '../../state/operations.js';
import { route, setQuery } from '../../state/router.js';
import { sandboxName } from '../../state/sandboxes.js';
import { type Caller, type Mode, verdictOf } from './matrix.js';
import { TryIt } from './try-it.js';
import { type AccessMatrix, type OperationAccess, reasonOf, verdictTexts } from './verdicts.js';

interface OperationDialogProps {
  readonly contract: Model<'ContractInfo'>;
  readonly operation: OperationAccess;
  readonly matrix: AccessMatrix;
  readonly mode: Mode;
  readonly callers: readonly Caller[];
  readonly onClose: () => void;
}

/** Who may call an operation and why, where it is documented, and a call of it as one of them. */
export function OperationDialog(props: OperationDialogProps) {
  const { contract, operation, matrix, mode, callers, onClose } = props;
  const { method, path, summary } = operation;
  const caller = callers.find(({ name }) => name === route.value.query.as);
  return (
    <Dialog kind="side" title={<OperationTitle method={method} path={path} />} onClose={onClose}>
      <p>{summary}</p>
      <Rules contract={contract} operation={operation} matrix={matrix} />
      {caller && (
        <TryIt
          key={caller.name}
          contract={contract}
          operation={operation}
          caller={caller}
          verdict={verdictOf(operation, mode, caller.name)}
        />
      )}
      <table class="table callers" aria-label="Callers">
        <thead>
          <tr>
            <th scope="col">{mode === 'persona' ? 'Persona' : matrix.scopeNoun}</th>
            <th scope="col">May call it</th>
            <th scope="col" class="try-cell">
              <span class="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {callers.map((each) => (
            <CallerRow key={each.name} {...{ operation, mode }} caller={each} />
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}

interface RulesProps {
  readonly contract: Model<'ContractInfo'>;
  readonly operation: OperationAccess;
  readonly matrix: AccessMatrix;
}

function Rules({ contract, operation, matrix }: RulesProps) {
  const { rules, evidence, source, conditions, operationId, tag } = operation;
  const chosen = matrix.conditions.filter(({ name }) => conditions.includes(name));
  return (
    <section aria-label="Rules" class="rules">
      <ul>
        {rules.length === 0 && <li>Every caller with a valid token may call it.</li>}
        {rules.map((rule) => (
          <li key={rule}>{rule}</li>
        ))}
        {chosen
          .filter(({ account }) => !account)
          .map(({ name }) => (
            <li key={name} class="muted">
              Whether <code>{name}</code> holds depends on the request, so that no cell decides it.
            </li>
          ))}
      </ul>
      <p class="row">
        {evidence && <span class="tag">{evidence}</span>}
        {!operation.simulated && <span class="tag warn">not simulated: 501</span>}
        <VendorPage source={source} />
        <a href={documentationHref(sandboxName.value, { contract: contract.id, tag, operationId })}>
          Documentation of {operationId}
        </a>
      </p>
    </section>
  );
}

interface CallerRowProps {
  readonly operation: OperationAccess;
  readonly mode: Mode;
  readonly caller: Caller;
}

function CallerRow({ operation, mode, caller }: CallerRowProps) {
  const verdict = verdictOf(operation, mode, caller.name);
  const { sign, title, kind } = verdictTexts[verdict.verdict];
  const isChosen = route.value.query.as === caller.name;
  return (
    <tr class={isChosen ? 'open' : ''}>
      <td title={caller.description}>{caller.name}</td>
      <td>
        <span class={`verdict ${kind}`}>{sign}</span> {title}
        <span class="muted reason"> {reasonOf(verdict, operation)}</span>
      </td>
      <td class="try-cell">
        <Button
          aria-label={`Try it as ${caller.name}`}
          onClick={() => setQuery({ as: caller.name })}
        >
          Try it
        </Button>
      </td>
    </tr>
  );
}
