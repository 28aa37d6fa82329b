import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

interface ImportZoneProps {
  readonly onFile: (file: File) => void;
  readonly children: ComponentChildren;
}

/** A part of the page that takes an exported file that is dropped on it. */
export function ImportZone({ onFile, children }: ImportZoneProps) {
  const [isOver, setOver] = useState(false);
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button for a file is there for the keyboard
    <div
      class={`import-zone ${isOver ? 'over' : ''}`}
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        const [file] = event.dataTransfer?.files ?? [];
        if (!file) return;
        event.preventDefault();
        setOver(false);
        onFile(file);
      }}
    >
      {children}
      {isOver && <p class="drop-note">Drop the exported file to import it</p>}
    </div>
  );
}
