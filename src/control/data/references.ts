import { ref } from '../../../schemas/annotations.js';
import { DocumentParams } from '../../../schemas/control/data.js';
import { DataReferences } from '../../../schemas/control/views/references.js';
import { anyScope } from '../../simulator/contract/access.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import { dataCatalogueOf } from '../../simulator/data/catalogue.js';
import { countReferrers } from '../../simulator/data/references/counts.js';
import { findTargets, nameOf } from '../../simulator/data/references/names.js';
import { DataWriter } from '../../simulator/data/writer.js';
import type { ControlContext } from '../context.js';

/** Operation that reads how a document is connected with others. */
export function referencesOperation({ contracts }: ControlContext): Operation {
  return operation({
    method: 'GET',
    url: '/data/:contract/:collection/:key/references',
    config: { access: anyScope, effect: 'read' },
    schema: {
      operationId: 'readReferences',
      summary: 'Read which documents a document names, and which name it',
      description:
        'Reads what people call a document, the documents that its fields name, and how many documents of each collection name it, with the filter that lists them.',
      tags: ['data'],
      params: DocumentParams,
      response: { 200: ref(DataReferences) },
    },
    async handler({ sandbox, params }) {
      const catalogue = dataCatalogueOf(contracts);
      const entry = catalogue.require(params.contract, params.collection);
      const document = new DataWriter(sandbox, catalogue).stored(entry, params.key);
      const scope = { sandbox, catalogue };
      return {
        name: nameOf(entry, document, scope),
        refersTo: findTargets(entry, [document], scope),
        referredBy: await countReferrers(entry, document, scope),
      };
    },
  });
}
