import type { Model } from '../../api/client.js';
import { LabelledSelect, personaOption } from '../../components/select.js';
import { actAs, choosePersona } from '../../state/personas.js';

interface ActAsProps {
  readonly contract: string;
  /** The personas of all APIs; undefined until they are loaded. */
  readonly personas: readonly Model<'Persona'>[] | undefined;
}

/** The persona whose token the operations are tried with. */
export function ActAs({ contract, personas = [] }: ActAsProps) {
  const own = personas.filter((each) => each.contract === contract);
  const persona = choosePersona(contract, own);
  return (
    <LabelledSelect
      label="Act as"
      value={persona?.name}
      disabled={!persona}
      title={persona?.purpose}
      options={own.map(personaOption)}
      onChange={(name) => actAs(contract, name)}
    />
  );
}
