import { route } from '../../state/router.js';
import { SandboxDetails } from './details.js';
import { SandboxList } from './list.js';

/** All sandboxes of the server, or the one that the URL names. */
export function Page() {
  const [, name] = route.value.segments;
  return name === undefined ? <SandboxList /> : <SandboxDetails key={name} name={name} />;
}
