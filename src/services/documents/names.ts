import type { JsonSchema } from '../../platform/query/index.ts'
import type { Definition, Method } from '../define-service.ts'

type Named = Pick<Definition, 'path' | 'resource'>

/** Where the parts of schemas stand in the document. */
export const SCHEMAS = '#/components/schemas/'

/** The name of one of a service's schemas. */
export function schemaName({ path }: Pick<Definition, 'path'>, part: string): string {
  return `${path.replaceAll(':', '').replaceAll('/', '.')}.${part}`
}

export function refTo(definition: Pick<Definition, 'path'>, part: string): JsonSchema {
  return { $ref: SCHEMAS + schemaName(definition, part) }
}

export function jsonOf(schema: JsonSchema): JsonSchema {
  return { 'application/json': { schema } }
}

/** Does a method speak of one row, named in the path? */
export function namesOne(method: Method): boolean {
  return method === 'get' || method === 'patch' || method === 'remove'
}

/** The name of the row's id in the path; a service below another one has names of its own before it. */
export function idName({ resource, path }: Named): string {
  return path.includes(`:${resource.idField}`) ? `own_${resource.idField}` : resource.idField
}

/** A method's address as the document writes it. */
export function addressOf(definition: Named, method: Method): string {
  const whole = `/${definition.path.replaceAll(/:([a-z_]+)/g, '{$1}')}`
  return namesOne(method) ? `${whole}/{${idName(definition)}}` : whole
}
