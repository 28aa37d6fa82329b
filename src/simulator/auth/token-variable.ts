/**
 * The variable in which `exec` gives a command the token of a persona: upper case, and `_` for what is neither a letter nor a
 * digit.
 */
export function tokenVariable(contract: string, persona: string): string {
  return `UNDERSTUDY_TOKEN_${contract}_${persona}`.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}
