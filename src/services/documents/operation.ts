import { idSchema, type JsonSchema, querySchema } from '../../platform/query/index.ts'
import { type Definition, type Method, policyOf } from '../define-service.ts'
import { idName, jsonOf, namesOne, refTo, SCHEMAS, schemaName } from './names.ts'

const SUMMARIES: Readonly<Record<Method, (what: string) => string>> = {
  find: what => `List ${what}`,
  get: what => `Get one of ${what}`,
  create: what => `Create in ${what}`,
  patch: what => `Change one of ${what}`,
  remove: what => `Remove one of ${what}`
}

/** One method of a service as an operation of the document. */
export function operationOf(definition: Definition, method: Method): JsonSchema {
  const policy = policyOf(definition, method)
  const body = method === 'create' || method === 'patch'
  return {
    tags: [definition.path],
    operationId: `${method}:${definition.path}`,
    summary: SUMMARIES[method](definition.path),
    ...(policy === 'public' ? { security: [] } : { description: `For the role \`${policy}\` and above.` }),
    parameters: [...inPath(definition, method), ...inQuery(definition, method)],
    ...(body && { requestBody: { required: true, content: jsonOf(refTo(definition, `${method}-data`)) } }),
    responses: {
      [method === 'create' ? '201' : '200']: { description: 'Done.', content: jsonOf(answerOf(definition, method)) },
      '4XX': { $ref: '#/components/responses/Error' },
      '5XX': { $ref: '#/components/responses/Error' }
    },
    ...(method === 'find' && { 'x-query': refTo(definition, 'query') })
  }
}

function answerOf(definition: Definition, method: Method): JsonSchema {
  if (method === 'find') return refTo(definition, 'page')
  return refTo(definition, definition.answers?.[method] ? `${method}-answer` : 'row')
}

function inPath(definition: Definition, method: Method): JsonSchema[] {
  const { resource, route = [] } = definition
  const named = (name: string, field: string): JsonSchema => ({
    name,
    in: 'path',
    required: true,
    schema: idSchema({ ...resource, idField: field })
  })
  const own = namesOne(method) ? [named(idName(definition), resource.idField)] : []
  return [...route.map(name => named(name, name)), ...own]
}

const shared = (name: string): JsonSchema => ({ $ref: `#/components/parameters/${name}` })

function inQuery(definition: Definition, method: Method): JsonSchema[] {
  if (method === 'find') return [shared('organization_id'), ...asked(definition), ...own(definition, method)]
  return [
    shared('organization_id'),
    selection(definition),
    ...(method === 'create' ? [shared('idempotency_key')] : []),
    ...(method === 'patch' ? [shared('version')] : []),
    ...own(definition, method)
  ]
}

const BRANCHES: ReadonlySet<string> = new Set(['$or', '$and'])

/** What a list may be asked, one parameter for each name. Branches have no form of their own in a URL's parameters. */
function asked(definition: Definition): JsonSchema[] {
  const { resource, route = [] } = definition
  const { properties } = querySchema(resource, SCHEMAS + schemaName(definition, ''))
  const names = Object.entries<JsonSchema>(Object(properties))
  return names
    .filter(([name]) => !BRANCHES.has(name) && name !== 'organization_id' && !route.includes(name))
    .map(([name, schema]) => ({ name, in: 'query', ...formOf(name), schema }))
}

/** What the service reads by itself. */
function own({ own_query }: Definition, method: Method): JsonSchema[] {
  return Object.entries(own_query?.[method] ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    schema: { ...schema }
  }))
}

function selection({ resource }: Definition): JsonSchema {
  const { $select } = Object(querySchema(resource)['properties'])
  return { name: '$select', in: 'query', ...formOf('$select'), schema: $select }
}

function formOf(name: string): JsonSchema {
  if (name === '$select') return { style: 'form', explode: true }
  return name.startsWith('$') && name !== '$sort' ? {} : { style: 'deepObject', explode: true }
}
