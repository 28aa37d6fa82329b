/** The path of the Esper API. */
export const esper = '/api';
