import { useEffect, useRef, useState } from 'preact/hooks';
import type { FrameMessage } from '../../docs/frame.js';
import { isPaletteOpen } from '../../state/palette.js';
import { route } from '../../state/router.js';

interface FrameProps {
  readonly title: string;
  /** The documentation page of an API in the sandbox. */
  readonly url: string;
  /** Gets the place that was opened in the frame, and puts it into the URL. */
  readonly onPlace: (place: string) => void;
}

/** A documentation page in a frame. It reads the credential, the persona and the theme from the storage of the browser. */
export function DocumentationFrame({ title, url, onPlace }: FrameProps) {
  const place = routePlace();
  const frame = useRef<HTMLIFrameElement>(null);
  const [loaded, setLoaded] = useState({ place, count: 0 });
  /** What the frame was loaded with, or what was opened in it since. */
  const opened = useRef(place);
  useEffect(() => {
    // The frame may have opened another one since the page was rendered.
    const wanted = routePlace();
    if (wanted === opened.current) return;
    // Swagger UI reads its fragment only when it is loaded.
    opened.current = wanted;
    setLoaded(({ count }) => ({ place: wanted, count: count + 1 }));
  }, [place]);
  useEffect(() => {
    const receive = ({ origin, source, data }: MessageEvent<FrameMessage>) => {
      if (origin !== location.origin || source !== frame.current?.contentWindow) return;
      if (data.kind === 'palette') isPaletteOpen.value = true;
      if (data.kind !== 'place') return;
      opened.current = placeOf(data.hash);
      onPlace(opened.current);
    };
    addEventListener('message', receive);
    return () => removeEventListener('message', receive);
  }, [onPlace]);
  return (
    <iframe
      key={loaded.count}
      ref={frame}
      class="documentation"
      title={title}
      src={loaded.place === '' ? url : `${url}#/${loaded.place}`}
    />
  );
}

/** The tag and the operation that the URL of the console names, as a path whose segments are encoded; empty for none. */
export function routePlace(): string {
  return route.value.segments.slice(2).map(encodeURIComponent).join('/');
}

/** The place that a fragment names. Swagger UI encodes only spaces in it. */
function placeOf(hash: string): string {
  const segments = hash.replace(/^#/, '').split('/').filter(Boolean);
  return segments.map((segment) => encodeURIComponent(decodeURIComponent(segment))).join('/');
}
