import { canonicalPhone } from '../../model/phone.ts'
import type { Person } from '../channel.ts'

/** WhatsApp knows people by their number, in digits with the country; whoever types it vouches for it. */
export function personAt(typed: string): Person | undefined {
  const number = canonicalPhone(typed)
  if (number === null) return undefined
  const digits = number.replace('+', '')
  return /^[1-9]\d{6,14}$/.test(digits) ? { addresses: [digits], phone: `+${digits}` } : undefined
}
