import { useState } from 'preact/hooks';
import { serverPath } from '../api/client.js';
import { credential, signIn } from '../api/credential.js';
import { Field } from '../components/field.js';

/** Asks for the admin token or for the key of a sandbox, and checks it before it is stored. */
export function SignIn() {
  const [error, setError] = useState(
    credential.value === undefined ? undefined : 'The server no longer accepts the token or key.',
  );
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    setError(await trySignIn(String(data.get('token')).trim()));
    setBusy(false);
  };
  return (
    <main class="sign-in">
      <h1>Understudy</h1>
      <form onSubmit={submit}>
        <Field
          label="Admin token or sandbox key"
          hint="The start of the server prints the admin token, unless it was set. A learner gets a key from the trainer."
          error={error}
        >
          <input name="token" type="password" autocomplete="off" required autofocus />
        </Field>
        <button type="submit" class="button primary" disabled={isBusy}>
          Sign in
        </button>
      </form>
    </main>
  );
}

/** Signs in if the server accepts a token. Returns what is wrong otherwise. */
async function trySignIn(token: string): Promise<string | undefined> {
  try {
    const { ok, status } = await fetch(`${serverPath}_sim/contracts`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (ok) {
      signIn(token);
      return undefined;
    }
    return status === 401
      ? 'The server does not accept this token or key.'
      : `The server refuses with status ${status}.`;
  } catch {
    return 'The server cannot be reached.';
  }
}
