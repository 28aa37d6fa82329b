/**
 * The global timers as they are when this module is loaded. Test runners replace the globals later, with ones that do not
 * fire by themselves; what the server needs to answer must not stop then.
 */
export const { clearInterval, setImmediate, setInterval, setTimeout } = globalThis;
