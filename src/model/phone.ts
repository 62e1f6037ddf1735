import { callingCodeIn, callingCodeOf, countryOf } from './calling-codes.ts'

const SEPARATORS = /[\s().\-/\u2010-\u2015]/g

/**
 * The one way a phone number is written: E.164 with `+` where the country is told (`+`, or the `00` dialled for it),
 * else its digits. Null for what is no number.
 */
export function canonicalPhone(typed: string): string | null {
  const dialled = typed.normalize('NFKC').replace(SEPARATORS, '').replace(/^00/, '+')
  return /^\+?\d{3,15}$/.test(dialled) ? dialled : null
}

/** What people say of a number's country beside the number. */
export interface SaidCountry {
  /** `+90` or `90`. */
  readonly code?: string | null | undefined
  /** Two letters. */
  readonly iso?: string | null | undefined
}

export interface Phone {
  /** E.164 where the country is known, else the digits. */
  readonly number: string
  /** With its `+`. */
  readonly country_code: string | null
  readonly country_iso: string | null
}

/**
 * Reads a number and where it belongs. A number without its country gets the one that is said beside it.
 * Null for what is no number, and where both speak of different countries.
 */
export function readPhone(typed: string, said: SaidCountry = {}): Phone | null {
  const number = canonicalPhone(typed)
  if (number === null) return null
  const code = codeSaid(said)
  if (code === null) return null
  const full =
    code !== undefined && !number.startsWith('+') ? canonicalPhone(`+${code}${withoutTrunk(number, code)}`) : number
  if (full === null) return null
  const phone = placed(full)
  return code !== undefined && phone.country_code !== `+${code}` ? null : phone
}

function placed(number: string): Phone {
  const digits = number.slice(1)
  const code = number.startsWith('+') ? callingCodeOf(digits) : null
  if (code === null) return { number, country_code: null, country_iso: null }
  return { number, country_code: `+${code}`, country_iso: countryOf(digits) }
}

/** Undefined: nothing was said. Null: it means nothing, or contradicts itself. */
function codeSaid({ code, iso }: SaidCountry): string | null | undefined {
  const byIso = iso ? callingCodeIn(iso.toUpperCase()) : undefined
  if (!code) return byIso
  const digits = code.replace(/^(\+|00)/, '')
  if (callingCodeOf(digits) !== digits) return null
  return byIso === undefined || byIso === digits ? digits : null
}

// Inside most countries a zero is dialled first, which falls away after the country's code; in Italy it belongs to the number.
function withoutTrunk(number: string, code: string): string {
  return code === '39' ? number : number.replace(/^0/, '')
}
