import type { ErrorClass } from '../../model/message.ts'

// https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
const CODES: readonly (readonly [ErrorClass, readonly number[]])[] = [
  ['temporary', [1, 2, 131000, 131016, 131057, 133004]],
  ['rate_limited', [4, 80007, 130429]],
  ['pair_rate_limited', [131056]],
  ['held_back', [131049]],
  ['template', [132007, 132015, 132016]],
  ['outside_window', [131047]],
  ['unreachable', [130472, 131021, 131026, 131030, 131062]],
  ['opted_out', [131050]],
  ['bad_request', [33, 100, 131008, 131009, 131051, 132000, 132001, 132005, 132012, 132068, 132069, 135000]],
  ['media', [131052, 131053]],
  ['account', [368, 130497, 131031, 131037, 131042, 131045, 131048, 133010]],
  ['credentials', [0, 3, 10, 190]],
  ['identity_changed', [137000]]
]

const CLASS_OF: ReadonlyMap<number, ErrorClass> = new Map(
  CODES.flatMap(([name, codes]) => codes.map((code): [number, ErrorClass] => [code, name]))
)

/** What a code of Meta's means in our words; undefined: a code that is not known here. */
export function classOf(code: number): ErrorClass | undefined {
  // Every code from 200 to 299 says that a permission is missing or was taken away.
  return CLASS_OF.get(code) ?? (code >= 200 && code <= 299 ? 'credentials' : undefined)
}

// The business may not write to people of this one country; the others are still reached.
const RESTRICTED_COUNTRY = 130497

/** Is the account itself refused, so that nothing it says would be taken? */
export function stopsAccount(code: number, kind: ErrorClass): boolean {
  return (kind === 'credentials' || kind === 'account') && code !== RESTRICTED_COUNTRY
}
