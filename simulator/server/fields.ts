/** Somebody's JSON object: every field is a question. */
export type Fields = Readonly<Record<string, unknown>>

const NOTHING: Fields = Object.freeze({})

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object, or one without fields. */
export function fields(value: unknown): Fields {
  return isFields(value) ? value : NOTHING
}

export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A string that says something. */
export function words(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
