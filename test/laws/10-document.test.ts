import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { Validator } from '@seriousme/openapi-schema-validator'
import Ajv, { type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import fc from 'fast-check'
import { channels } from '../../src/channels/index.ts'
import type { Definition, Method } from '../../src/services/define-service.ts'
import type { OpenApi } from '../../src/services/documents/openapi.ts'
import { definitionsFor } from '../../src/services/services.ts'
import type { StockClient } from '../support/clients.ts'
import { damaged } from '../support/damage.ts'
import { valuesOf } from '../support/from-schema.ts'
import { PASSWORD } from '../support/world.ts'
import { type Answer, ask, connect, TRANSPORTS, type Transport } from '../transports/callers.ts'
import { openShop, type Shop } from '../transports/shop.ts'
import { pathTo, type Subject, subjectsOf } from '../transports/subjects.ts'

const SEED = Number(process.env['SEED'] ?? randomInt(1_000_000))
const TRIES = Number(process.env['TRIES'] ?? 12)

type Schemas = OpenApi['components']['schemas']

describe(`Law 10: the document of the API says what the server does (SEED=${SEED})`, () => {
  const definitions = definitionsFor(channels)
  const ajv = new Ajv.default({ strict: false, allErrors: false })
  formats.default(ajv)
  const checks = new Map<string, ValidateFunction>()
  const clients = new Map<Transport, StockClient>()
  let shop: Shop
  let subjects: Readonly<Record<string, Subject>>
  let document: OpenApi
  let schemas: Schemas

  before(async () => {
    shop = await openShop({ LOGIN_ATTEMPTS: '100000' })
    subjects = await subjectsOf(shop)
    document = JSON.parse(await (await fetch(`${shop.server.url}/openapi.json`)).text())
    schemas = document.components.schemas
    ajv.addSchema({ $id: 'api', components: document.components })
    for (const transport of TRANSPORTS) {
      const { email } = shop.organization.owner
      clients.set(transport, await connect(transport, shop.server.url, { email, password: PASSWORD }))
    }
  })
  after(async () => {
    for (const client of clients.values()) client.close()
    await shop.close()
  })

  it('is OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(JSON.parse(JSON.stringify(document)))
    assert.equal(valid, true, JSON.stringify(errors))
  })

  it('lists every method of every service', () => {
    const written = Object.values(document.paths).flatMap(path => Object.values(path).map(each => each['operationId']))
    const offered = definitions.flatMap(({ path, methods }) => methods.map(method => `${method}:${path}`))
    assert.deepEqual(written.filter(Boolean).sort(), offered.sort())
  })

  it('says what is in every field', () => {
    const silent = definitions.flatMap(({ path, resource, answers }) =>
      Object.entries(resource.fields)
        .filter(([, { kind, shape }]) => kind === 'json' && !shape && !answers?.create)
        .map(([name]) => `${path}.${name}`)
    )
    assert.deepEqual(silent, [])
  })

  it('refuses as it says', async () => {
    for (const transport of TRANSPORTS) {
      const { code, body } = await ask(clientOf(transport), { path: 'tags', method: 'get', id: 999_999 })
      assert.equal(code, 404)
      mustBe('Error', body, 'a refusal')
    }
  })

  for (const definition of definitions)
    for (const transport of TRANSPORTS)
      it(`answers as it says: ${definition.path} over ${transport}`, async () => {
        for (const method of definition.methods) {
          if (definition.path === 'authentication' && method === 'remove') continue
          const answer = await sayWell(transport, definition, method)
          assert.equal(answer.code, 200, `${method}: ${answer.message}`)
          mustBe(nameOf(definition, method), answer.body, `${method} ${definition.path}`)
        }
      })

  for (const definition of definitions.filter(each => each.methods.includes('find')))
    it(`takes the queries it says, and no others: ${definition.path}`, async () => {
      const name = schemaName(definition, 'query')
      const query = valuesOf(schemas[name] ?? {}, schemas)
      const path = await pathTo(subjects[definition.path], definition.path)
      const base = subjects[definition.path]?.query
      await tryAll(fc.oneof(query, query.chain(damaged)), async sent => {
        const asked = { ...base, ...Object(sent) }
        // Whose it is is the credential's matter, and a cursor is the server's own; what it reads apart has its own test.
        for (const own of [
          'organization_id',
          '$cursor',
          'version',
          ...Object.keys(definition.own_query?.find ?? {}),
          ...(definition.route ?? [])
        ])
          delete asked[own]
        const isRight = passes(name, asked)
        const { code, message } = await ask(clientOf('socket'), { path, method: 'find', query: asked })
        assert.equal(code === 400, !isRight, `${code} ${message} for ${JSON.stringify(asked)}`)
        assert.ok(code < 500, message)
      })
    })

  for (const definition of definitions)
    for (const method of ['create', 'patch'] as const) {
      if (!definition.data?.[method]) continue
      it(`takes the data it says, and no other: ${method} of ${definition.path}`, async () => {
        const name = schemaName(definition, `${method}-data`)
        const data = valuesOf(schemas[name] ?? {}, schemas)
        const subject = subjects[definition.path]
        await tryAll(fc.oneof(data, data.chain(damaged)), async made => {
          const sent = { ...Object(made) }
          delete sent.organization_id
          const isRight = passes(name, sent) && isStorable(sent)
          const path = await pathTo(subject, definition.path)
          for (const transport of TRANSPORTS) {
            const answer = await ask(clientOf(transport), { path, method, id: subject?.id, data: sent })
            if (isRight && isSaidInWords(definition.path, answer)) break
            const refused = answer.reason === 'bad_data'
            assert.equal(refused, !isRight, `${answer.code} ${answer.message} for ${JSON.stringify(sent)}`)
            assert.ok(answer.code < 500, answer.message)
            // What is done may end the caller's own connection.
            if (!refused) break
          }
        })
      })
    }

  function tryAll(values: fc.Arbitrary<unknown>, check: (value: unknown) => Promise<void>): Promise<void> {
    return fc.assert(fc.asyncProperty(values, check), { numRuns: TRIES, seed: SEED, endOnFailure: true })
  }

  function clientOf(transport: Transport): StockClient {
    const client = clients.get(transport)
    assert.ok(client)
    return client
  }

  async function sayWell(transport: Transport, definition: Definition, method: Method): Promise<Answer> {
    const { path } = definition
    const subject = subjects[path]
    assert.ok(subject)
    // A login changes who a socket is.
    const client = path === 'authentication' ? await connect(transport, shop.server.url, null) : clientOf(transport)
    return ask(client, {
      path: await pathTo(subject, path),
      method,
      query: method === 'find' ? (subject.query ?? {}) : {},
      id: method === 'remove' && subject.fresh ? await subject.fresh() : subject.id,
      data: method === 'create' ? subject.create?.() : subject.patch
    })
  }

  function passes(name: string, value: unknown): boolean {
    assert.ok(schemas[name], `there is no schema ${name}`)
    const check = checks.get(name) ?? ajv.compile({ $ref: `api#/components/schemas/${name}` })
    checks.set(name, check)
    return check(JSON.parse(JSON.stringify(value)))
  }

  function mustBe(name: string, value: unknown, what: string): void {
    const isRight = passes(name, value)
    const errors = checks.get(name)?.errors
    assert.ok(isRight, `${what}: ${JSON.stringify(errors)} in ${JSON.stringify(value)}`)
  }
})

/** Rules that no schema of ours can say, by the field they are about. */
const SAID_IN_WORDS: Readonly<Record<string, readonly string[]>> = {
  automations: ['trigger', 'conditions', 'steps'],
  channels: ['credentials', 'settings', 'endpoint'],
  'conversation-sessions': ['data'],
  contacts: ['phone', 'email', 'custom_fields_by_name'],
  conversations: ['inactive_after', 'close_after'],
  'conversations-bulk-actions': [
    '',
    'assigned_user_id',
    'assigned_team_id',
    'assigned_ai_assistant_id',
    'status',
    'pipeline_id',
    'pipeline_stage_id',
    'tag_id',
    'conversation_ids',
    'view_id',
    'filter'
  ],
  organizations: ['settings'],
  views: ['filter'],
  users: ['password', 'current_password', 'email']
}

function isSaidInWords(path: string, { reason, body }: Answer): boolean {
  if (reason !== 'bad_data') return false
  const [first] = Array.isArray(body['errors']) ? body['errors'] : []
  const field = String(Object(first).path).split(/[.[]/)[0] ?? ''
  return SAID_IN_WORDS[path]?.includes(field) === true
}

function isStorable(value: unknown): boolean {
  // JSON writes both as escapes.
  return !/\\u(0000|d[89a-f])/.test(JSON.stringify(value))
}

function nameOf(definition: Definition, method: Method): string {
  if (method === 'find') return schemaName(definition, 'page')
  return schemaName(definition, definition.answers?.[method] ? `${method}-answer` : 'row')
}

function schemaName({ path }: Definition, part: string): string {
  return `${path.replaceAll(':', '').replaceAll('/', '.')}.${part}`
}
