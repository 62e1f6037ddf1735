import assert from 'node:assert/strict'
import { channels } from '../../src/channels/index.ts'
import type { Definition } from '../../src/services/define-service.ts'
import { definitionsFor } from '../../src/services/services.ts'
import { restAs, socketAs } from '../support/clients.ts'
import { talkOn } from '../support/talk-on.ts'
import { uploadPicture } from '../support/uploads.ts'
import { PASSWORD } from '../support/world.ts'
import { type Answer, type Ask, ask, TRANSPORTS, type Transport } from './callers.ts'
import { made, openShop, type Shop } from './shop.ts'
import { pathTo, type Subject, subjectsOf } from './subjects.ts'
import { type Body, foreignFields, foreignIds, type Wrong, wrongValues } from './wrong-data.ts'
import { wrongQueries } from './wrong-queries.ts'

/** What no answer may tell: statements, what PostgreSQL says, files, lines of a stack. */
const INSIDES =
  /\b(select|delete) .* from\b|\binsert into\b|\bupdate \w+ set\b|syntax error|relation "|column "|violates|node_modules|\/src\/|\.[jt]s:\d|^ +at /im

const definitions = definitionsFor(channels)
const WRITES = ['create', 'patch'] as const

describe('Bad input', () => {
  let shop: Shop
  let subjects: Readonly<Record<string, Subject>>
  let foreign: Body
  let clients: {
    readonly rest: Awaited<ReturnType<typeof restAs>>
    readonly socket: Awaited<ReturnType<typeof socketAs>>
  }

  before(async function () {
    this.timeout(60_000)
    shop = await openShop({ LOGIN_ATTEMPTS: '100000' })
    subjects = await subjectsOf(shop)
    foreign = await idsOfRival(shop)
    const login = { email: shop.organization.owner.email, password: PASSWORD }
    clients = { rest: await restAs(shop.server.url, login), socket: await socketAs(shop.server.url, login) }
  })
  after(async () => {
    clients.rest.close()
    clients.socket.close()
    await shop.close()
  })

  for (const definition of definitions)
    for (const method of WRITES)
      if (definition.data?.[method]) {
        it(`adds no field to the data: ${method} of ${definition.path}`, async () => {
          await refusesData(definition, method, foreignFields, ({ field }, answer) => {
            assert.equal(answer.code, 400)
            // Of forms that no word tells apart none is the one that was meant.
            const said = JSON.stringify(answer.body['errors'])
            assert.ok(said.includes(`"${field}"`) || said.includes('none of the accepted forms'))
          })
        })

        it(`takes no value of another kind: ${method} of ${definition.path}`, async () => {
          await refusesData(definition, method, wrongValues, (_, { code }) => assert.ok(code === 400 || code === 413))
        }).timeout(120_000)

        it(`takes no id of another organization: ${method} of ${definition.path}`, async () => {
          await refusesData(
            definition,
            method,
            (...said) => foreignIds(...said, foreign),
            (_, answer) => assert.ok([400, 403, 404, 422].includes(answer.code) || isNothingDone(answer))
          )
        })
      }

  for (const definition of definitions.filter(each => each.methods.includes('find')))
    it(`answers no query that it does not offer: ${definition.path}`, async () => {
      const path = await pathTo(subjects[definition.path], definition.path)
      const base = subjects[definition.path]?.query
      const routed = definition.route ?? []
      // What stands in the path is taken from there, whatever the query says.
      const wrongs = [...wrongQueries(definition.resource)].filter(query => !routed.some(name => name in query))
      for (const query of wrongs)
        for (const transport of TRANSPORTS)
          await refuses(transport, { path, method: 'find', query: { ...base, ...query } }, ({ code }) =>
            // Whose it is is asked before anything else.
            assert.equal(code, 'organization_id' in query ? 403 : 400)
          )
    }).timeout(120_000)

  async function refusesData(
    definition: Definition,
    method: 'create' | 'patch',
    wrongs: (definition: Definition, method: 'create' | 'patch', base: object) => Iterable<Wrong>,
    check: (wrong: Wrong, answer: Answer) => void
  ) {
    const subject = subjects[definition.path]
    const path = await pathTo(subject, definition.path)
    const base = (method === 'create' ? subject?.create?.() : subject?.patch) ?? {}
    for (const wrong of wrongs(definition, method, base))
      for (const transport of TRANSPORTS)
        await refuses(transport, { path, method, id: subject?.id, data: wrong.data }, answer => check(wrong, answer))
  }

  async function refuses(transport: Transport, said: Ask, check: (answer: Answer) => void) {
    const answer = await ask(clients[transport], said)
    const words = JSON.stringify(answer.body)
    const told = `${transport} ${JSON.stringify(said).slice(0, 300)}: ${answer.code} ${words.slice(0, 300)}`
    try {
      check(answer)
      assert.doesNotMatch(words, INSIDES)
    } catch {
      assert.fail(told)
    }
  }
})

/** A bulk action tells of each conversation what came of it. */
function isNothingDone({ body }: Answer): boolean {
  return Number(body['total_count']) > 0 && body['failed_count'] === body['total_count']
}

/** Ids that exist, of another organization, under the names by which data speaks of such things. */
async function idsOfRival(shop: Shop): Promise<Body> {
  const { server, rival, rivalAdmin } = shop
  const owner = await restAs(server.url, { apiKey: rival.owner.apiKey })
  const { id: conversation_id, contactId: contact_id } = await talkOn(server, rival, 'sms')
  const theirs = { ...shop, owner, organization: rival, agent: rivalAdmin, number: await rival.whatsapp() }
  const make = (path: string, data: object) => made(theirs, path, data)
  const note = { conversation_id, message_type: 'note', message_text: 'Theirs' }
  const pipeline_id = await make('pipelines', { name: 'Theirs' })
  const user_id = rivalAdmin.member.user_id
  return {
    conversation_id,
    conversation_ids: [conversation_id],
    contact_id,
    merged_contact_id: contact_id,
    participants: [{ kind: 'customer', contact_id }],
    channel_id: theirs.number.channel.id,
    user_id,
    owned_by_user_id: user_id,
    assigned_user_id: user_id,
    reply_to_message_id: await make('conversation-messages-sms', note),
    tag_id: await make('tags', { name: 'Theirs' }),
    tags: [await make('tags', { name: 'Also theirs' })],
    pipeline_id,
    pipeline_stage_id: await make('pipeline-stages', { pipeline_id, name: 'Theirs' }),
    view_id: await make('views', { name: 'Theirs', filter: {} }),
    automation_id: await make('automations', AUTOMATION),
    conversation_file_id: await make('conversation-files', await uploadPicture(owner, conversation_id))
  }
}

const AUTOMATION = {
  name: 'Theirs',
  trigger: { type: 'manual' },
  steps: [{ id: 'pause', type: 'wait', for: 'P1D' }]
}
