/** The server stops before the work is complete, so nothing was changed. */
export class ServerStoppingError extends Error {
  constructor() {
    super('the server is stopping');
  }
}
