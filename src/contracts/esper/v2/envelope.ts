/** A response of version 2 or of a service in its envelope. */
export function inEnvelope<Content>(content: Content, message: string, code = 200) {
  return { code, message, content };
}
