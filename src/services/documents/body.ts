import type { JsonSchema } from '../../platform/query/index.ts'

/**
 * A body as it may be sent: it may name the organization, which must be that of the credential, and what stands in the
 * path is left out of it.
 */
export function bodySchema(data: JsonSchema, route: readonly string[]): JsonSchema {
  const { anyOf, properties, required, ...others } = data
  if (Array.isArray(anyOf)) return { ...others, anyOf: anyOf.map(each => bodySchema(each, route)) }
  const kept = Object.entries(Object(properties)).filter(([name]) => !route.includes(name))
  const needed = Array.isArray(required) ? required.filter(name => !route.includes(name)) : []
  return {
    ...others,
    properties: { organization_id: { type: 'integer' }, ...Object.fromEntries(kept) },
    ...(needed.length > 0 && { required: needed })
  }
}
