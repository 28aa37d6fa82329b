/** What the server tells the script of a page. */
export interface Settings {
  readonly contract: string;
  /** The sandbox of the page. */
  readonly sandbox: string;
  /** Whether the page shows the control plane, whose operations name sandboxes. */
  readonly isControlPlane: boolean;
  /** URLs of the OpenAPI document, of the personas and of a response that carries the sandbox's time. */
  readonly document: string;
  readonly personas: string;
  readonly health: string;
  /** The names of the security schemes. */
  readonly bearer: string;
  readonly basic?: string;
}
