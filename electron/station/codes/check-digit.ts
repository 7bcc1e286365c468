/** Whether a text of decimal digits ends in its Luhn check digit (ISO/IEC 7812-1, annex B). */
export function endsInLuhnDigit(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits.charAt(digits.length - 1 - index))
    const doubled = digit * 2
    sum += index % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/**
 * Whether a text of decimal digits ends in its GS1 check digit, as in EAN-8, UPC-A and EAN-13 (GS1 General
 * Specifications, 7.9).
 */
export function endsInGs1Digit(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    sum += Number(digits.charAt(digits.length - 1 - index)) * (index % 2 === 0 ? 1 : 3)
  }
  return sum % 10 === 0
}
