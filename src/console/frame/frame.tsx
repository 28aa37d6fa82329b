import { useEffect } from 'preact/hooks';
import { baseUrl, isOffline } from '../api/client.js';
import { credential, needsSignIn, signOut } from '../api/credential.js';
import { Button, CopyButton } from '../components/button.js';
import { ConfirmDialog } from '../components/overlay/confirm.js';
import { openDialogs } from '../components/overlay/dialog.js';
import { Toasts } from '../components/overlay/toasts.js';
import { hueOf } from '../lib/colour.js';
import { isPaletteOpen } from '../state/palette.js';
import { href } from '../state/router.js';
import { sandboxName } from '../state/sandboxes.js';
import { switchTheme, theme } from '../state/theme.js';
import { ClockBar } from './clock-bar.js';
import { CommandPalette } from './command-palette.js';
import { CurrentPage } from './current-page.js';
import { FaultBand } from './fault-band.js';
import { isAboutAllSandboxes, Navigation } from './navigation.js';
import { SandboxPicker } from './sandbox-picker.js';
import { SignIn } from './sign-in.js';

/** The console: the sign-in where one is needed, otherwise the frame with a page. */
export function Frame() {
  const name = sandboxName.value;
  useEffect(() => {
    document.documentElement.style.setProperty('--hue', String(hueOf(name)));
  }, [name]);
  if (needsSignIn.value) return <SignIn />;
  return (
    <div class="frame">
      <button type="button" class="skip-link" onClick={skipToContent}>
        Skip to the content
      </button>
      <header class="frame-header">
        <a class="brand" href={href('')}>
          Understudy
        </a>
        <SandboxPicker />
        {isAboutAllSandboxes() ? <AllSandboxes /> : <ClockBar />}
        <div class="frame-actions">
          <CopyButton text={() => baseUrl(name)} what="the base URL">
            Copy <span class="wide-only">base </span>URL
          </CopyButton>
          <Button
            kind="quiet"
            onClick={() => {
              isPaletteOpen.value = true;
            }}
          >
            Go to <kbd>Ctrl K</kbd>
          </Button>
          <Button kind="quiet" aria-label={`Theme: ${theme.value}`} onClick={switchTheme}>
            {{ system: '◐', light: '☀', dark: '☾' }[theme.value]}
          </Button>
          {credential.value !== undefined && (
            <Button kind="quiet" onClick={leave}>
              Sign out
            </Button>
          )}
        </div>
      </header>
      <FaultBand />
      {isOffline.value && (
        <p class="offline-band" role="alert">
          The server cannot be reached. What is shown may be out of date.
        </p>
      )}
      <Navigation />
      <main class="content" id="content" tabIndex={-1}>
        <CurrentPage />
      </main>
      <CommandPalette />
      <ConfirmDialog />
      {openDialogs.value.length === 0 && <Toasts />}
    </div>
  );
}

/** Says that a page is not about the sandbox of the picker alone. */
function AllSandboxes() {
  return <p class="header-note">This page is about all sandboxes</p>;
}

function leave(): void {
  signOut();
  needsSignIn.value = true;
}

/** A link cannot do this, because the fragment of the URL is the place in the console. */
function skipToContent(): void {
  document.getElementById('content')?.focus();
}
