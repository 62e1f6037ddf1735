import { type TProperties, type TSchema, Type } from 'typebox'

/** An object that has these fields and no others. */
export function closed<Properties extends TProperties>(
  properties: Properties,
  options: { readonly description?: string; readonly minProperties?: number } = {}
) {
  return Type.Object(properties, { ...options, additionalProperties: false })
}

/** One of a few words. */
export function oneOf<const Words extends readonly string[]>(words: Words) {
  return Type.Enum([...words] as unknown as [...Words])
}

/** Of this schema, or null. */
export function orNull<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()])
}
