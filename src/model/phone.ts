const SEPARATORS = /[\s().\-/\u2010-\u2015]/g

/**
 * The one way a phone number is written: E.164 with `+` where the country is told (`+`, or the `00` dialled for it),
 * else its digits. Null for what is no number.
 */
export function canonicalPhone(typed: string): string | null {
  const dialled = typed.normalize('NFKC').replace(SEPARATORS, '').replace(/^00/, '+')
  return /^\+?\d{3,15}$/.test(dialled) ? dialled : null
}
