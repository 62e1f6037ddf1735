import { type JsonSchema, pageSchema, querySchema, rowSchema } from '../../platform/query/index.ts'
import type { Definition, Method } from '../define-service.ts'
import { BESIDE_SERVICES } from './beside-services.ts'
import { bodySchema } from './body.ts'
import { errorSchema } from './error-schema.ts'
import { addressOf, jsonOf, refTo, SCHEMAS, schemaName } from './names.ts'
import { operationOf } from './operation.ts'
import { PARAMETERS } from './parameters.ts'

type Paths = Record<string, Record<string, JsonSchema>>

/** OpenAPI 3.1, as far as it is used here. */
export interface OpenApi {
  readonly openapi: '3.1.0'
  readonly info: JsonSchema
  readonly servers: readonly JsonSchema[]
  readonly tags: readonly JsonSchema[]
  readonly security: readonly JsonSchema[]
  readonly paths: Readonly<Paths>
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> } & JsonSchema
}

const VERBS: Readonly<Record<Method, string>> = {
  find: 'get',
  get: 'get',
  create: 'post',
  patch: 'patch',
  remove: 'delete'
}

const ABOUT = `Every service answers the same over REST and over Socket.IO (\`/socket.io\`), with the stock Feathers clients.

Lists take the Feathers query syntax: \`field=value\`, \`field[$ne]=value\`, \`$sort[field]=-1\`, \`$select[]=field\`,
\`$or[0][field]=value\`. Over sockets a query is JSON; the schema of each is named by \`x-query\`. \`$select\` answers the id
and the named fields alone. Texts hold no U+0000 and no half of a surrogate pair; a query has at most 100 conditions. Flags that begin
with \`fastJoin\` are taken and ignored.`

/** The document of the whole API, made from the schemas the server validates with. */
export function openApiDocument(definitions: readonly Definition[]): OpenApi {
  const paths: Paths = {}
  for (const definition of definitions)
    for (const method of definition.methods) {
      const address = addressOf(definition, method)
      paths[address] = { ...paths[address], [VERBS[method]]: operationOf(definition, method) }
    }
  return {
    openapi: '3.1.0',
    info: { title: 'Parley', version: '1', description: ABOUT, license: { name: 'MIT', identifier: 'MIT' } },
    // Where the document itself is read from, under whatever name.
    servers: [{ url: '/' }],
    tags: definitions.map(({ path }) => ({ name: path })),
    security: [{ token: [] }, { key: [] }],
    paths: { ...paths, ...BESIDE_SERVICES },
    components: {
      schemas: saidOnce({ Error: errorSchema, ...Object.assign({}, ...definitions.map(schemasOf)) }),
      parameters: PARAMETERS,
      responses: { Error: { description: 'What was wrong.', content: jsonOf({ $ref: `${SCHEMAS}Error` }) } },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token of `POST /authentication`, or an API key.' },
        key: { type: 'apiKey', in: 'header', name: 'x-api-key' }
      }
    }
  }
}

function schemasOf(definition: Definition): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries([...partsOf(definition)].map(([part, schema]) => [schemaName(definition, part), schema]))
}

function* partsOf(definition: Definition): Generator<readonly [part: string, schema: JsonSchema]> {
  const { methods, resource, data, answers = {}, own_query, route = [] } = definition
  yield ['row', rowSchema(resource)]
  if (methods.includes('find')) {
    const { $defs, properties, ...query } = querySchema(resource, SCHEMAS + schemaName(definition, ''))
    yield* Object.entries<JsonSchema>(Object($defs))
    yield ['query', { ...query, properties: { ...Object(properties), ...own_query?.find } }]
    yield ['page', answers.find ? { ...answers.find } : pageSchema(refTo(definition, 'row'))]
  }
  if (data?.create) yield ['create-data', bodySchema({ ...data.create }, route)]
  if (data?.patch) yield ['patch-data', bodySchema({ ...data.patch }, route)]
  for (const method of methods) {
    const answer = answers[method]
    if (answer && method !== 'find') yield [`${method}-answer`, { ...answer }]
  }
}

/** What is the same as one before it refers to that one. */
function saidOnce(schemas: Readonly<Record<string, JsonSchema>>): Readonly<Record<string, JsonSchema>> {
  const first = new Map<string, string>()
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const text = JSON.stringify(schema)
      const same = first.get(text)
      if (same) return [name, { $ref: SCHEMAS + same }]
      first.set(text, name)
      return [name, schema]
    })
  )
}
