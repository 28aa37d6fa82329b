import { hueOf } from '../../lib/colour.js';
import { KeepEnd } from '../text/keep-end.js';

/** The name of a sandbox with its colour; that of `default`, which apps reach without naming any, is a ring. */
export function SandboxBadge({
  name,
  label,
}: {
  readonly name: string;
  readonly label?: string | null;
}) {
  return (
    <span class="sandbox-badge" title={name} style={{ '--hue': String(hueOf(name)) }}>
      <span class={`sandbox-dot ${name === 'default' ? 'ring' : ''}`} aria-hidden="true" />
      <span class="sandbox-name">
        <KeepEnd text={name} />
      </span>
      {label && <span class="sandbox-label">{label}</span>}
    </span>
  );
}
