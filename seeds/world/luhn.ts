/** Computes the Luhn check digit (ISO/IEC 7812) of a string of digits, as used by card numbers, IMEIs and ICCIDs. */
export function luhnDigit(digits: string): string {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = digit * 2;
    sum += i % 2 === 0 ? (doubled > 9 ? doubled - 9 : doubled) : digit;
  }
  return String((10 - (sum % 10)) % 10);
}

/** True when the last digit is the Luhn check digit of the digits before it. */
export function passesLuhn(digits: string): boolean {
  return luhnDigit(digits.slice(0, -1)) === digits.at(-1);
}
