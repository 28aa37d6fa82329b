/** A cURL command of a GET with a token. */
export function curlCommand(origin: string, path: string, token: string): string {
  // cURL would expand brackets.
  const option = /[[\]{}]/.test(path) ? ' -g' : '';
  return `curl${option} '${origin}${path}' -H 'Authorization: Bearer ${token}'`;
}
