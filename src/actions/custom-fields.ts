import { Refusal } from '../model/errors.ts'

export type CustomValue = string | number | boolean | readonly string[]
export type CustomFields = Readonly<Record<string, CustomValue>>

export const MOST_CUSTOM_FIELDS = 100
const MOST_BYTES = 16_384

/**
 * Fields with others laid over them, name by name; null takes one away.
 * @throws Refusal `bad_data` beyond 100 fields or 16 kB
 */
export function customFieldsOf(
  given: Readonly<Record<string, CustomValue | null>>,
  present: CustomFields
): CustomFields {
  const fields = Object.entries({ ...present, ...given }).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const]
  )
  if (fields.length > MOST_CUSTOM_FIELDS) throw complaint(`must have at most ${MOST_CUSTOM_FIELDS} fields`)
  const whole = Object.fromEntries(fields)
  if (Buffer.byteLength(JSON.stringify(whole)) > MOST_BYTES) throw complaint('must take at most 16 kB')
  return whole
}

function complaint(message: string): Refusal {
  const path = 'custom_fields_by_name'
  return new Refusal('bad_data', { message: `${path}: ${message}`, complaints: [{ path, message }] })
}
