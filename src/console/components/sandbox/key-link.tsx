import { baseUrl } from '../../api/client.js';
import { href } from '../../state/router.js';
import { CopyButton } from '../button.js';

/** The link that opens the console for one sandbox alone. */
export function keyLink(key: string): string {
  return `${baseUrl('default')}/${href('', { key, sandbox: undefined })}`;
}

/** The key of a sandbox, which the server shows only once, and the link that signs in with it. */
export function KeyLink({ name, apiKey }: { readonly name: string; readonly apiKey: string }) {
  return (
    <dl class="facts">
      <dt>Key</dt>
      <dd>
        <code>{apiKey}</code>
        <CopyButton text={apiKey} what={`the key of ${name}`} />
      </dd>
      <dt>Link to the console</dt>
      <dd>
        <code>{keyLink(apiKey)}</code>
        <CopyButton text={keyLink(apiKey)} what={`the link of ${name}`} />
      </dd>
    </dl>
  );
}
