import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { UploadPurpose } from '../../src/model/file.ts'
import { restAs, type StockClient } from '../support/clients.ts'
import { type Desk, openDesk, type ShownConversation, type ShownMessage } from '../support/desk.ts'
import { talkOn } from '../support/talk-on.ts'
import { PNG } from '../support/uploads.ts'

const NEWEST_FIRST = { created_at: -1 }
const NOBODY = 2_000_000_000

for (const transport of ['rest', 'socket'] as const) {
  describe(`The flow of the published Conversations API, over ${transport}`, () => {
    let desk: Desk
    let client: StockClient
    let organization_id: number
    let user_id: number
    let talk: ShownConversation

    before(async () => {
      desk = await openDesk()
      const { id, owner } = desk.organization
      organization_id = id
      user_id = owner.member.user_id
      client = transport === 'rest' ? await restAs(desk.server.url, { apiKey: owner.apiKey }) : desk.client
    })
    beforeEach(async () => {
      talk = await desk.meet(desk.phone())
    })
    after(() => desk.close())

    const service = (path: string) => client.app.service(path)
    const messages = () => service('conversation-messages-whatsapp')
    const outgoing = () => service('conversation-messages-transform-outgoing-whatsapp')
    const get = (): Promise<ShownConversation> => service('conversations').get(talk.id, { query: { organization_id } })
    const patch = (change: object): Promise<ShownConversation> =>
      service('conversations').patch(talk.id, change, { query: { organization_id } })
    const say = (message_text: string, more: object = {}): Promise<ShownMessage> =>
      outgoing().create({ conversation_id: talk.id, message_type: 'text', message_text, ...more })
    const finds = async (query: object): Promise<boolean> => {
      const { data } = await service('conversations').find({ query: { organization_id, $limit: 50, ...query } })
      return data.some(({ id }: ShownConversation) => id === talk.id)
    }
    const thread = async (query: object = {}): Promise<ShownMessage[]> => {
      const page = { conversation_id: talk.id, message_type: { $ne: 'reaction' }, $sort: NEWEST_FIRST, $limit: 50 }
      return (await messages().find({ query: { ...page, ...query } })).data
    }

    /** Finds the conversation where the condition holds, and not where it is said otherwise. */
    async function tells(holds: object, fails: object): Promise<void> {
      assert.deepEqual([await finds(holds), await finds(fails)], [true, false], JSON.stringify(holds))
    }

    async function assistant(): Promise<number> {
      const [row] = await desk.server.database.query<{ id: number }>({
        text: `with a as (insert into applications (organization_id, id, kind, name)
            values ($1, $2, 'assistant', 'Assistant') returning organization_id, id)
          insert into ai_assistants (organization_id, application_id) select organization_id, id from a returning id`,
        values: [organization_id, randomUUID()]
      })
      assert.ok(row)
      return row.id
    }

    async function stage(): Promise<{ readonly pipeline_id: number; readonly pipeline_stage_id: number }> {
      const { id: pipeline_id } = await service('pipelines').create({ organization_id, name: `Sales ${talk.id}` })
      const { id } = await service('pipeline-stages').create({ organization_id, pipeline_id, name: 'New' })
      return { pipeline_id, pipeline_stage_id: id }
    }

    /** Signs a picture, puts it, and makes a file of it: what a message is sent with. */
    async function upload(type: UploadPurpose, of: { readonly conversation_id?: number } = {}) {
      const about = { ...of, organization_id, file_name: 'dot.png', file_type: 'image/png' }
      const what = { ...about, file_size: PNG.length }
      const signed = await service('s3-url-signing').create({ type, ...what })
      const headers = { 'content-type': about.file_type }
      const { status } = await fetch(signed.url, { method: 'PUT', headers, body: PNG })
      assert.equal(status, 200)
      const keys = { s3_key: signed.s3PathWithoutBucket, s3_path: signed.s3Path }
      const file = await service('conversation-files').create({ ...what, ...keys, file_category: 'image' })
      return { keys, file }
    }

    it('lists as the inbox asks: without the playground, newest first, in pages', async () => {
      const other = await desk.meet(desk.phone())
      const played = await talkOn(desk.server, desk.organization, 'playground')
      const query = { organization_id, channel: { $ne: 'playground' }, $sort: { last_interaction_at: -1 }, $limit: 1 }
      const first = await service('conversations').find({ query })
      const second = await service('conversations').find({ query: { ...query, $skip: 1 } })
      assert.deepEqual([first.limit, first.skip, second.skip], [1, 0, 1])
      assert.ok(first.total >= 2)
      assert.deepEqual(
        [...first.data, ...second.data].map(({ id }: ShownConversation) => id),
        [other.id, talk.id]
      )
      const oldest = { organization_id, $sort: { created_at: 1 }, $select: ['id'], $limit: 50 }
      const { data } = await service('conversations').find({ query: oldest })
      assert.ok(data.every((row: object) => Object.keys(row).join() === 'id'))
      assert.deepEqual(
        data.slice(-3).map(({ id }: ShownConversation) => id),
        [talk.id, other.id, played.id]
      )
    })

    it('filters by status and channel', async () => {
      await tells({ status: 'open' }, { status: 'closed' })
      await tells({ channel: 'whatsapp' }, { channel: 'instagram' })
    })

    it('filters by who is assigned, and by nobody', async () => {
      await tells({ assigned_user_id: null }, { assigned_user_id: user_id })
      await tells({ assigned_ai_assistant_id: null }, { assigned_ai_assistant_id: NOBODY })
      await patch({ assigned_user_id: user_id })
      await tells({ assigned_user_id: user_id }, { assigned_user_id: null })
      const assigned_ai_assistant_id = await assistant()
      await patch({ assigned_ai_assistant_id })
      await tells({ assigned_ai_assistant_id }, { assigned_ai_assistant_id: null })
    })

    it('filters by pipeline, stage, tag and view', async () => {
      const place = await stage()
      await patch(place)
      await tells({ pipeline_id: place.pipeline_id }, { pipeline_id: NOBODY })
      await tells({ pipeline_stage_id: place.pipeline_stage_id }, { pipeline_stage_id: NOBODY })
      const tag = await service('tags').create({ organization_id, name: `Tag ${talk.id}` })
      await tells({}, { tag_id: tag.id })
      await service('contacts').patch(talk.contact_id, { tags: [tag.id] })
      assert.ok(await finds({ tag_id: tag.id }))
      const view = await service('views').create({ organization_id, name: 'Sales', filter: place })
      assert.ok(await finds({ view_id: view.id }))
      await patch({ pipeline_id: null, pipeline_stage_id: null })
      assert.ok(!(await finds({ view_id: view.id })))
    })

    it('filters by what is unread, waits for an answer, and began on a day', async () => {
      await tells({ unread_count: { $gt: 0 } }, { unread_count: 0 })
      const now = desk.server.clock.now().getTime()
      const from = new Date(now - 86_400_000).toISOString()
      const to = new Date(now + 86_400_000).toISOString()
      await tells({ created_at: { $gte: from, $lte: to } }, { created_at: { $gte: to } })
      assert.ok(await finds({ waitingResponseOnly: true }))
      await say('Here you are')
      await desk.settle()
      assert.ok(!(await finds({ waitingResponseOnly: true })))
    })

    it('searches by name, and in what was said', async () => {
      const word = `zebra${talk.id}`
      await say(`About the ${word}`)
      await desk.settle()
      await tells({ searchTerm: 'Okafor' }, { searchTerm: 'Lindqvist' })
      await tells({ messageSearchTerm: word }, { messageSearchTerm: 'giraffe' })
    })

    it('reads one conversation with what is documented of it', async () => {
      const shown = await get()
      assert.deepEqual(
        [shown.id, shown.organization_id, shown.contact_id, shown.channel, shown.status, shown.unread_count],
        [talk.id, organization_id, talk.contact_id, 'whatsapp', 'open', 1]
      )
      assert.deepEqual([shown.assigned_user_id, shown.assigned_ai_assistant_id], [null, null])
      assert.deepEqual([shown.pipeline_id, shown.pipeline_stage_id, shown.ai_context_cut], [null, null, null])
      assert.deepEqual([shown.ai_auto_assignment_disabled, shown.ai_auto_assignment_disabled_reason], [false, null])
      assert.equal(shown.blocked, false)
    })

    it('closes and opens', async () => {
      assert.equal((await patch({ status: 'closed' })).status, 'closed')
      assert.equal((await patch({ status: 'open' })).status, 'open')
      assert.equal((await get()).status, 'open')
    })

    it('assigns an owner and an assistant, by number or digits, and takes them away', async () => {
      assert.equal((await patch({ assigned_user_id: user_id })).assigned_user_id, user_id)
      assert.equal((await patch({ assigned_user_id: null })).assigned_user_id, null)
      const id = await assistant()
      assert.equal((await patch({ assigned_ai_assistant_id: id })).assigned_ai_assistant_id, id)
      assert.equal((await patch({ assigned_ai_assistant_id: null })).assigned_ai_assistant_id, null)
      assert.equal((await patch({ assigned_ai_assistant_id: String(id) })).assigned_ai_assistant_id, id)
    })

    it('moves to a stage with its pipeline, and out of both', async () => {
      const place = await stage()
      const moved = await patch(place)
      assert.deepEqual(
        { pipeline_id: moved.pipeline_id, pipeline_stage_id: moved.pipeline_stage_id },
        { pipeline_id: place.pipeline_id, pipeline_stage_id: place.pipeline_stage_id }
      )
      const cleared = await patch({ pipeline_stage_id: null, pipeline_id: null })
      assert.deepEqual([cleared.pipeline_id, cleared.pipeline_stage_id], [null, null])
    })

    it('cuts the context, and keeps assistants away with a reason', async () => {
      const now = desk.server.clock.now().toISOString()
      assert.equal((await patch({ ai_context_cut: now })).ai_context_cut, now)
      const away = await patch({ ai_auto_assignment_disabled: true, ai_auto_assignment_disabled_reason: 'VIP' })
      assert.deepEqual([away.ai_auto_assignment_disabled, away.ai_auto_assignment_disabled_reason], [true, 'VIP'])
      const back = await patch({ ai_auto_assignment_disabled: false, ai_auto_assignment_disabled_reason: null })
      assert.deepEqual([back.ai_auto_assignment_disabled, back.ai_auto_assignment_disabled_reason], [false, null])
    })

    it('marks as read and as unread', async () => {
      assert.equal((await patch({ unread_count: 0 })).unread_count, 0)
      assert.equal((await patch({ unread_count: 1 })).unread_count, 1)
    })

    it('blocks and unblocks', async () => {
      assert.equal((await patch({ blocked: true })).blocked, true)
      assert.equal((await patch({ blocked: false })).blocked, false)
    })

    it('sends a text to the customer and keeps a note from them', async () => {
      const text = await say('Good morning')
      const note = await say('Call back', { message_type: 'note' })
      await desk.settle()
      assert.deepEqual([text.message_type, note.message_type], ['text', 'note'])
      assert.deepEqual(
        desk.number.provider.accepted.slice(-1).map(({ body }) => body['text']),
        [{ body: 'Good morning' }]
      )
      assert.equal((await messages().get(text.id)).status, 'sent')
    })

    it('takes a conversation over by sending', async () => {
      await patch({ assigned_ai_assistant_id: await assistant() })
      await say('I take over', { takeover: true })
      const taken = await get()
      assert.deepEqual([taken.assigned_user_id, taken.assigned_ai_assistant_id], [user_id, null])
    })

    it('reads messages newest first, in pages, without reactions, and one alone', async () => {
      const [asked] = await thread()
      assert.ok(asked)
      await say('One')
      await outgoing().create({
        conversation_id: talk.id,
        message_type: 'reaction',
        content: { emoji: '🎉' },
        reply_to_message_id: asked.id
      })
      await say('Two')
      await desk.settle()
      const words = (rows: readonly ShownMessage[]) => rows.map(row => row.message_text)
      assert.deepEqual((await thread()).map(row => row.message_text).sort(), ['Hello?', 'One', 'Two'])
      assert.equal(words(await thread({ $sort: { seq: -1 } })).join(), 'Two,One,Hello?')
      assert.equal(words(await thread({ $sort: { seq: -1 }, $limit: 1, $skip: 1 })).join(), 'One')
      const one: ShownMessage & { readonly _id: string } = await messages().get(asked.id)
      assert.deepEqual([one._id, one.conversation_id, one.message_type], [asked.id, talk.id, 'text'])
      assert.deepEqual([one.message_text, one.media_url, one.deleted_at], ['Hello?', null, null])
      assert.ok(one.created_at)
    })

    it('signs, puts and registers a file, and sends it', async () => {
      const { keys, file } = await upload('conversation-file', { conversation_id: talk.id })
      assert.deepEqual(
        [file.conversation_id, file.organization_id, file.file_name, file.file_type, file.file_size],
        [talk.id, organization_id, 'dot.png', 'image/png', PNG.length]
      )
      assert.deepEqual([file.s3_key, file.s3_path, file.file_category], [keys.s3_key, keys.s3_path, 'image'])
      assert.match(keys.s3_path, /^s3:\/\/.+/)
      const about = { file_name: 'dot.png', file_type: 'image/png', file_size: PNG.length }
      const sent = await say('Look', {
        message_type: 'image',
        conversation_file_id: file._id,
        ...keys,
        ...about
      })
      await desk.settle()
      const shown: ShownMessage = await messages().get(sent.id)
      assert.equal(shown.status, 'sent')
      assert.deepEqual(
        shown.media.map(({ file_id }) => file_id),
        [file._id]
      )
      assert.ok(shown.media_url)
    })

    for (const channel of ['instagram', 'messenger', 'webchat', 'sms'] as const) {
      it(`keeps a note on ${channel}, lists and removes it`, async () => {
        const { id: conversation_id } = await talkOn(desk.server, desk.organization, channel)
        const read = service(`conversation-messages-${channel}`)
        const send = channel === 'sms' ? read : service(`conversation-messages-transform-outgoing-${channel}`)
        const { id }: ShownMessage = await send.create({ conversation_id, message_type: 'note', message_text: 'VIP' })
        const query = { conversation_id, message_type: { $ne: 'reaction' }, $sort: NEWEST_FIRST, $limit: 50 }
        const { data } = await read.find({ query })
        assert.deepEqual(
          data.map((row: ShownMessage) => [row.id, row.message_text]),
          [[id, 'VIP']]
        )
        assert.equal((await read.get(id)).channel, channel)
        assert.ok((await read.remove(id)).deleted_at)
        assert.equal((await read.find({ query })).total, 0)
      })
    }

    it('tries things out in the playground', async () => {
      const { id, contactId } = await talkOn(desk.server, desk.organization, 'playground')
      const playground = service('conversation-messages-playground')
      const words = { conversation_id: id, organization_id, contact_id: contactId }
      const sent = await playground.create({ ...words, message_type: 'text', message_text: 'Hello' })
      const { data } = await playground.find({ query: { conversation_id: id } })
      assert.deepEqual(
        data.map((row: ShownMessage) => [row.id, row.message_text]),
        [[sent.id, 'Hello']]
      )
    })

    it('keeps predefined messages: makes, lists by title, fills in, changes and removes them', async () => {
      const predefined = service('conversation-predefined-messages')
      const draft = { organization_id, title: `B ${talk.id}`, content: 'Hi {{ contact.first_name }}!' }
      const made = await predefined.create({ ...draft, message_type: 'text' })
      assert.deepEqual([made.title, made.content, made.message_type], [draft.title, draft.content, 'text'])
      assert.deepEqual([made.organization_id, made.created_by_user_id], [organization_id, user_id])
      assert.ok(made.created_at && made.updated_at)
      const media = { media_url: 'https://example.org/a.png', filename: 'a.png', mime_type: 'image/png' }
      const picture = await predefined.create({ ...draft, ...media, title: `A ${talk.id}`, message_type: 'image' })
      assert.deepEqual(
        [picture.media_url, picture.filename, picture.mime_type],
        [media.media_url, media.filename, media.mime_type]
      )
      const { data } = await predefined.find({ query: { organization_id, $sort: { title: 1 } } })
      assert.deepEqual(
        data.map((row: { id: number }) => row.id),
        [picture.id, made.id]
      )
      const render = service(`conversation-predefined-messages/${made.id}/render`)
      assert.equal((await render.create({ conversation_id: talk.id })).message_text, 'Hi Ada!')
      const ids: readonly number[] = [made.id, picture.id]
      for (const id of ids) {
        assert.equal((await predefined.patch(id, { title: 'C' })).title, 'C')
        assert.equal((await predefined.get(id)).title, 'C')
        assert.ok((await predefined.remove(id)).deleted_at)
        await assert.rejects(predefined.get(id), { code: 404 })
      }
    })

    it('keeps predefined messages of every documented type, media by the key of an upload', async () => {
      const predefined = service('conversation-predefined-messages')
      const { keys } = await upload('predefined-message')
      for (const message_type of ['text', 'image', 'video', 'document', 'audio', 'location'] as const) {
        const draft = { organization_id, title: message_type, content: 'Words', media_url: keys.s3_key, message_type }
        const { id }: { readonly id: number } = await predefined.create(draft)
        const { media_url, ...made } = await predefined.get(id)
        assert.deepEqual([made.message_type, media_url], [message_type, keys.s3_key])
      }
    })

    it('changes many by ids: assigns, closes, hands to an assistant, moves', async () => {
      const conversation_ids = [talk.id, (await desk.meet(desk.phone())).id]
      const place = await stage()
      const assigned_ai_assistant_id = await assistant()
      const wishes = [
        { action: 'assign', assigned_user_id: user_id },
        { action: 'assign', assigned_user_id: null },
        { action: 'assign_ai_assistant', assigned_ai_assistant_id },
        { action: 'assign_ai_assistant', assigned_ai_assistant_id: null },
        { action: 'move', ...place },
        { action: 'update_status', status: 'closed' }
      ]
      for (const { action, ...values } of wishes) {
        const done = await service('conversations-bulk-actions').create({ action, ...values, conversation_ids })
        assert.equal(done.processed_count, 2, action)
        const shown = Object.entries(await get()).filter(([field]) => field in values)
        assert.deepEqual(Object.fromEntries(shown), values, action)
      }
    })

    it('changes many by a view, and by a filter', async () => {
      const place = await stage()
      await patch(place)
      const view = await service('views').create({ organization_id, name: 'Mine', filter: place })
      const wish = { action: 'assign', assigned_user_id: user_id }
      const bulk = service('conversations-bulk-actions')
      assert.equal((await bulk.create({ ...wish, view_id: view.id })).processed_count, 1)
      assert.equal((await get()).assigned_user_id, user_id)
      const filter = { organization_id, ...place, status: 'open', channel: 'whatsapp' }
      assert.equal((await bulk.create({ ...wish, assigned_user_id: null, filter })).processed_count, 1)
      assert.equal((await get()).assigned_user_id, null)
    })

    it('runs an automation with conversation, contact and messages', async () => {
      const automation = await service('automations').create({
        organization_id,
        name: 'Note',
        trigger: { type: 'manual' },
        steps: [{ id: 'note', type: 'note', message_text: 'Ran for {{ contact.first_name }}' }]
      })
      const conversation = await get()
      const contact = await service('contacts').get(conversation.contact_id, { query: { organization_id } })
      const initial_payload = { conversation, contact, messages: (await thread()).reverse() }
      const order = { automation_id: automation.id, organization_id, conversation_id: talk.id }
      const { id } = await service('automations-executions').create({ ...order, initial_payload })
      await desk.settle()
      assert.equal((await service('automations-executions').get(id)).status, 'done')
      const [kept] = await desk.server.database.query<{ contact: string; said: string }>({
        text: `select initial_payload -> 'contact' ->> 'first_name' as contact,
            initial_payload -> 'messages' -> 0 ->> 'message_text' as said
          from automation_executions where id = $1`,
        values: [id]
      })
      assert.deepEqual({ ...kept }, { contact: 'Ada', said: 'Hello?' })
      const [note] = await thread({ message_type: 'note' })
      assert.equal(note?.message_text, 'Ran for Ada')
    })

    it('keeps contacts: makes, lists, reads, changes and removes them', async () => {
      const contacts = service('contacts')
      const draft = {
        first_name: 'Grace',
        last_name: `Hopper ${talk.id}`,
        email: 'grace@example.org',
        phone: '2025550123',
        phone_country_code: '+1',
        phone_country_iso: 'US',
        owned_by_user_id: user_id,
        company_id: 7,
        company_name: 'Engines Ltd',
        custom_fields_by_name: { Industry: 'Technology' }
      }
      const made = await contacts.create({ organization_id, ...draft })
      const { first_name, last_name, email, custom_fields_by_name } = made
      assert.deepEqual(
        { first_name, last_name, email, custom_fields_by_name },
        {
          first_name: draft.first_name,
          last_name: draft.last_name,
          email: draft.email,
          custom_fields_by_name: draft.custom_fields_by_name
        }
      )
      assert.deepEqual(
        [made.phone, made.phone_country_code, made.phone_country_iso, made.owned_by_user_id],
        [`+1${draft.phone}`, '+1', 'US', user_id]
      )
      assert.deepEqual([made.company_id, made.company], [7, { id: 7, name: 'Engines Ltd' }])
      assert.ok(made.created_at && made.updated_at)
      assert.equal(made.deleted_at, null)
      assert.deepEqual([made.owner.id, made.system_type], [user_id, 'contact'])
      assert.deepEqual([made.created_by_user_id, made.organization_id], [user_id, organization_id])
      const query = { organization_id, $limit: 25, $skip: 0, $sort: NEWEST_FIRST, fastJoinForContactList: true }
      const { data } = await contacts.find({ query })
      assert.ok(data.some((row: { id: number }) => row.id === made.id))
      assert.match((await contacts.get(talk.contact_id)).channel_whatsapp_wa_id, /^1555/)
      const { contactId } = await talkOn(desk.server, desk.organization, 'instagram')
      assert.match((await contacts.get(contactId)).channel_instagram_user_id, /^customer /)
      const id: number = made.id
      assert.equal((await contacts.patch(id, { first_name: 'Amazing' })).first_name, 'Amazing')
      assert.ok((await contacts.remove(id)).deleted_at)
    })

    it('deletes a message, and then the conversation', async () => {
      const [asked] = await thread()
      assert.ok(asked)
      assert.ok((await messages().remove(asked.id)).deleted_at)
      assert.deepEqual(await thread(), [])
      const removed = await service('conversations').remove(talk.id, { query: { organization_id } })
      assert.ok(removed.deleted_at)
      assert.ok(!(await finds({})))
      await assert.rejects(get(), { code: 404 })
    })
  })
}
