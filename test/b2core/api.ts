/** The path of the B2CORE IB API. */
export const b2core = '/v1';
