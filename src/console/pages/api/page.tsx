import { useCallback } from 'preact/hooks';
import { inSandbox, sandboxPath, unwrap } from '../../api/client.js';
import { LabelledSelect, type Option } from '../../components/select.js';
import { useLoaded } from '../../state/loaded.js';
import { useContracts } from '../../state/operations.js';
import { navigate, replacePath, route } from '../../state/router.js';
import { sandboxName } from '../../state/sandboxes.js';
import { ActAs } from './act-as.js';
import { DocumentationFrame, routePlace } from './documentation-frame.js';

/** The control plane has a documentation page as well, but no personas. */
const controlPlane = {
  id: 'sim',
  title: 'Control plane',
  links: { openapi: '/_sim/openapi.json' },
};

/** The documentation of an API, where operations are tried in the sandbox as a persona. */
export function Page() {
  const contracts = useContracts();
  const { data: personas } = useLoaded(
    () => unwrap(inSandbox(sandboxName.value).GET('/personas')),
    [],
    ['reset', 'missed'],
  );
  const [, named] = route.value.segments;
  const apis = contracts && [...contracts, controlPlane];
  const api = apis?.find(({ id }) => id === named) ?? apis?.[0];
  const id = api?.id ?? '';
  const showPlace = useCallback((opened: string) => replacePath(`api/${id}/${opened}`), [id]);
  if (!apis || !api) return <div class="loading" aria-busy="true" />;
  const path = sandboxPath(sandboxName.value).replace(/\/$/, '');
  const url = `${path}/docs/${id}`;
  const place = routePlace();
  return (
    <div class="page filled api-page">
      <header class="page-header">
        <h1>API</h1>
        <div class="row">
          <LabelledSelect
            label="API"
            value={id}
            options={apis.map((each): Option => [each.id, each.title])}
            onChange={(chosen) => navigate(`api/${chosen}`)}
          />
          {api !== controlPlane && <ActAs contract={id} personas={personas} />}
          <a href={place === '' ? url : `${url}#/${place}`}>Without the frame</a>
          <a href={`${path}${api.links.openapi}`}>OpenAPI</a>
        </div>
      </header>
      <DocumentationFrame
        key={id}
        title={`Documentation of the ${api.title}`}
        url={url}
        onPlace={showPlace}
      />
    </div>
  );
}
