/** A documented cURL line and its expected result on the default data, sent by a Master Admin of NORTHSTAR-ISD. */
export interface CurlLine {
  /** The line as it is on the vendor's page. */
  readonly line: string;
  readonly expected: {
    readonly status: number;
    readonly type?: string;
    /** The fields that the response to the placeholder body names as missing. */
    readonly missing?: readonly string[];
  };
}
