import type { Settings } from '../../control/docs/settings.js';
import { completeMarkup } from './accessibility.js';
import { reportToConsole } from './frame.js';
import { searchOfUrl } from './operations/search.js';
import { type Authorizer, type OutgoingRequest, SignIn } from './sign-in.js';
import { createPlugin } from './swagger-plugin.js';

/** The script `swagger-ui-bundle.js` defines it. */
declare const SwaggerUIBundle: (options: object) => Authorizer;

const settings = JSON.parse(document.getElementById('settings')?.textContent ?? '') as Settings;
const root = document.getElementById('swagger') as HTMLElement;
const signIn = new SignIn(settings);

completeMarkup(root);
reportToConsole();
const ui = SwaggerUIBundle({
  url: settings.document,
  domNode: root,
  deepLinking: true,
  filter: searchOfUrl(),
  tryItOutEnabled: true,
  validatorUrl: null,
  plugins: [createPlugin(settings)],
  requestInterceptor: (request: OutgoingRequest) => signIn.refreshToken(request),
  onComplete: () => signIn.start(ui),
});
