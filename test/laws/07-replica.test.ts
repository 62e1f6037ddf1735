import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { requestTemplates } from '../../src/actions/ask-for-templates.ts'
import { cancelBulkAction } from '../../src/actions/cancel-bulk-action.ts'
import { createApiKey } from '../../src/actions/create-api-key.ts'
import { createAutomation, type NewAutomation } from '../../src/actions/create-automation.ts'
import { createOrganization } from '../../src/actions/create-organization.ts'
import { createPredefinedMessage } from '../../src/actions/create-predefined-message.ts'
import { createTag } from '../../src/actions/create-tag.ts'
import { createUser } from '../../src/actions/create-user.ts'
import { mergeContacts } from '../../src/actions/merge-contacts.ts'
import { openConversation } from '../../src/actions/open-conversation.ts'
import { removeApiKey } from '../../src/actions/remove-api-key.ts'
import { removeAutomation } from '../../src/actions/remove-automation.ts'
import { removeChannel } from '../../src/actions/remove-channel.ts'
import { removeContact } from '../../src/actions/remove-contact.ts'
import { removeMessage } from '../../src/actions/remove-message.ts'
import { removePredefinedMessage } from '../../src/actions/remove-predefined-message.ts'
import { removeTag } from '../../src/actions/remove-tag.ts'
import { removeUser } from '../../src/actions/remove-user.ts'
import { resendMessage } from '../../src/actions/resend-message.ts'
import { runAutomation } from '../../src/actions/start-execution.ts'
import { unassignUser } from '../../src/actions/unassign-user.ts'
import { undoMerge } from '../../src/actions/undo-merge.ts'
import { updateAutomation } from '../../src/actions/update-automation.ts'
import { updateChannel } from '../../src/actions/update-channel.ts'
import { updateContact } from '../../src/actions/update-contact.ts'
import { updateOrganization } from '../../src/actions/update-organization.ts'
import { updatePredefinedMessage } from '../../src/actions/update-predefined-message.ts'
import { updateTag } from '../../src/actions/update-tag.ts'
import { updateUser } from '../../src/actions/update-user.ts'
import { stampOf } from '../../src/model/actor.ts'
import type { Step } from '../../src/model/automation.ts'
import { EVENT_TYPES, type EventType } from '../../src/model/event.ts'
import { bulkOf } from '../support/bulk.ts'
import { restAs, type StockClient } from '../support/clients.ts'
import { differences, fetchTables, openReplica, type Replica } from '../support/replica.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { openStage, type Stage, type Talk } from '../support/stage.ts'
import { uploadPicture } from '../support/uploads.ts'
import { PASSWORD, type WhatsAppNumber } from '../support/world.ts'

// No action records these yet. Whoever writes one finds its type here, and gives it a case.
const NOT_RECORDED: readonly EventType[] = [
  'control.lapsed' // Nobody but applications holds control on lease.
]

/** Makes every kind of event happen. */
const CASES: Partial<Record<EventType, (play: Play) => Promise<unknown>>> = {
  'conversation.created': async ({ stage, client }) => {
    await stage.talk()
    const channel_id = stage.number.channel.id
    await client.app.service('conversations').create({ channel_id, address: '+15559990000' })
  },
  'session.started': ({ stage }) => stage.talk(),
  'conversation.opened': async ({ stage, talk }) => {
    await stage.change(talk, { status: 'closed' })
    await stage.change(talk, { status: 'open' })
    await stage.change(talk, { status: 'closed' })
    await talk.phone.says('One more question')
  },
  'conversation.closed': ({ stage, talk }) => stage.change(talk, { status: 'closed' }),
  'session.ended': ({ stage, talk }) => stage.change(talk, { status: 'closed' }),
  'conversation.assigned': async ({ stage, talk }) => {
    const team = await teamOf(stage)
    await stage.change(talk, { assigned_user_id: stage.owner.user_id })
    await stage.change(talk, { assigned_team_id: team })
    await stage.change(talk, { assigned_user_id: stage.owner.user_id, assigned_team_id: team })
    await stage.change(talk, { assigned_user_id: null, assigned_team_id: null })
  },
  'conversation.moved': async play => {
    const { id, second } = await pipelineIn(play)
    await play.stage.change(play.talk, { pipeline_id: id })
    await play.stage.change(play.talk, { pipeline_stage_id: second })
    await play.stage.change(play.talk, { pipeline_id: null })
  },
  'conversation.snoozed': async ({ stage, talk }) => {
    await stage.change(talk, { snoozed_until: '2099-01-01T00:00:00.000Z' })
    await talk.phone.says('Awake?')
  },
  'conversation.inactivated': async ({ stage, talk }) => {
    await stage.change(talk, { inactive_after: 'PT1M' })
    stage.server.clock.forward({ minutes: 2 })
  },
  'conversation.prioritized': ({ stage, talk }) => stage.change(talk, { priority: 'urgent' }),
  'conversation.blocked': async ({ stage, talk }) => {
    await stage.send(talk, 'Later', { send_at: inAnHour(stage) })
    await stage.change(talk, { blocked: true })
    await talk.phone.says('Unheard')
  },
  'conversation.unblocked': async ({ stage, talk }) => {
    await stage.change(talk, { blocked: true })
    await stage.change(talk, { blocked: false })
  },
  'conversation.read': ({ stage, talk }) => stage.change(talk, { unread_count: 0 }),
  'conversation.marked-unread': async ({ stage, talk }) => {
    await stage.change(talk, { unread_count: 0 })
    await stage.change(talk, { unread_count: 1 })
  },
  'conversation.updated': ({ stage, contactId }) =>
    stage.as(stage.owner, scope =>
      updateContact(scope, contactId, { first_name: 'Grace', avatar_url: 'https://example.org/grace.png' }, null)
    ),
  'conversation.deleted': async ({ stage, client, contactId }) => {
    const { id } = await stage.talk()
    await client.app.service('conversations').remove(id)
    await stage.as(stage.owner, scope => removeContact(scope, contactId, null))
  },
  'control.passed': async ({ stage, talk }) => {
    await automate(stage, talk, [
      { id: 'take', type: 'take_control' },
      { id: 'pass', type: 'pass_control', to: 'inbox' }
    ])
    const assistant = await assistantIn(stage)
    await stage.change(talk, { assigned_ai_assistant_id: assistant })
    await stage.change(talk, { assigned_user_id: stage.owner.user_id })
    await stage.change(talk, { assigned_ai_assistant_id: assistant })
    await stage.change(talk, { assigned_ai_assistant_id: null })
  },
  // Of what was said in it a screen asks anew.
  'conversation.restored': async ({ stage }) => {
    const bulk = bulkOf(stage.server, stage.owner)
    const { id } = await bulk.runs(await bulk.begins('delete', {}, [await silentThread(stage)]))
    await bulk.undoes(id)
  },
  'control.taken': async play => {
    const talk = await talkWithAssistant(play)
    await play.stage.send(talk, 'I take over', { takeover: true })
  },
  'control.released': async play => {
    const talk = await talkWithAssistant(play)
    await play.stage.change(talk, { assigned_user_id: play.stage.owner.user_id })
    await play.stage.change(talk, { assigned_user_id: null })
  },
  'message.received': async ({ stage, talk }) => {
    await talk.phone.says('A word')
    const image = stage.number.provider.keepMedia(Buffer.from('image'), 'image/jpeg')
    await talk.phone.sends('image', { ...image, caption: 'A picture' })
    await talk.phone.sends('location', { latitude: 52.5, longitude: 13.4, name: 'Here' })
    await talk.phone.batch(['one', 'two', 'three'].map(text => talk.phone.event.says(text)))
  },
  'message.echoed': ({ talk }) => talk.phone.echo('From the phone'),
  'message.noted': ({ stage, talk }) => stage.send(talk, 'Remember', { message_type: 'note' }),
  'message.queued': async ({ stage, talk }) => {
    await stage.send(talk, 'Now')
    await stage.send(talk, 'Some day', { send_at: inAnHour(stage) })
  },
  'message.sent': ({ stage, talk }) => stage.send(talk, 'On its way'),
  'message.delivered': async ({ talk, answer }) => talk.phone.delivers(await answer()),
  'message.read': async ({ talk, answer }) => talk.phone.reads(await answer()),
  'message.failed': async ({ talk, answer }) => talk.phone.fails(await answer(), 131026),
  'message.doubted': async ({ stage, talk }) => {
    stage.number.provider.fault({ kind: 'reset', accepted: true }, { to: talk.waId })
    await stage.send(talk, 'Perhaps')
  },
  'message.resent': async ({ stage, talk }) => {
    stage.number.provider.fault({ kind: 'error', code: 131026 }, { to: talk.waId })
    const { id } = await stage.send(talk, 'Once more')
    await stage.server.settle()
    await stage.as(stage.owner, scope => resendMessage(scope, id))
  },
  'message.edited': async ({ talk }) => {
    const { wamid } = await talk.phone.says('Tpyo')
    await talk.phone.sends('edit', { original_message_id: wamid, message: { type: 'text', text: { body: 'Typo' } } })
  },
  'message.revoked': async ({ talk }) => {
    const { wamid } = await talk.phone.says('Wrong number')
    await talk.phone.sends('revoke', { original_message_id: wamid })
  },
  'message.reacted': async ({ talk, answer }) => {
    const wamid = await answer()
    await talk.phone.reacts(wamid, '👍')
    await talk.phone.reacts(wamid, '❤️')
    const { wamid: own } = await talk.phone.says('My own')
    await talk.phone.reacts(own, '👍')
    await talk.phone.reacts(own, '')
  },
  'message.deleted': async ({ stage, talk }) => {
    const note = await stage.send(talk, 'Forget it', { message_type: 'note' })
    const unsent = await stage.send(talk, 'Never', { send_at: inAnHour(stage) })
    for (const { id } of [note, unsent]) await stage.as(stage.owner, scope => removeMessage(scope, id, 'whatsapp'))
  },
  'message.media-ready': async ({ stage, talk }) => {
    const image = stage.number.provider.keepMedia(Buffer.from('an image'), 'image/jpeg')
    await talk.phone.sends('image', image)
  },
  'message.media-lost': async ({ stage, talk }) => {
    const image = stage.number.provider.keepMedia(Buffer.from('an image'), 'image/jpeg')
    stage.number.provider.forgetMedia(image.id)
    await talk.phone.sends('image', image)
  },
  'predefined-message.created': ({ stage }) => keepReady(stage),
  'predefined-message.updated': async ({ stage }) => {
    const { id } = await keepReady(stage)
    await stage.as(stage.owner, scope => updatePredefinedMessage(scope, id, { title: `Renamed ${id}` }, null))
  },
  'predefined-message.deleted': async ({ stage }) => {
    const { id } = await keepReady(stage)
    await stage.as(stage.owner, scope => removePredefinedMessage(scope, id, null))
  },
  'file.added': async ({ talk, client }) =>
    client.app.service('conversation-files').create(await uploadPicture(client, talk.id)),
  'file.deleted': async ({ stage, talk }) => {
    const image = stage.number.provider.keepMedia(Buffer.from('an image'), 'image/jpeg')
    const { wamid } = await talk.phone.sends('image', image)
    await stage.server.settle()
    const [message] = await stage.rows<{ id: string }>('select id from messages where provider_message_id = $1', [
      wamid
    ])
    await stage.as(stage.owner, scope => removeMessage(scope, message?.id ?? '', 'whatsapp'))
  },
  'organization.created': ({ stage }) =>
    stage.as(stage.owner, scope => createOrganization(scope, { name: 'Second' }, { signup: true })),
  'organization.updated': ({ stage }) =>
    stage.as(stage.owner, scope =>
      updateOrganization(scope, stage.organization.id, { name: 'Renamed', settings: { close_after: 'PT12H' } })
    ),
  'user.created': ({ stage }) => join(stage),
  'user.updated': async ({ stage }) => {
    const { id } = await join(stage)
    await stage.as(stage.owner, scope => updateUser(scope, id, { full_name: 'Other', role: 'admin', capacity: 3 }))
  },
  'user.deleted': async ({ stage, talk }) => {
    const { id } = await join(stage)
    await stage.as(stage.owner, scope => createApiKey(scope, { name: 'its key', user_id: id }))
    await stage.change(talk, { assigned_user_id: id })
    await stage.as(stage.owner, scope => removeUser(scope, id, { unassign: unassignUser }))
  },
  'api-key.created': ({ stage }) => stage.as(stage.owner, scope => createApiKey(scope, { name: 'robot' })),
  'api-key.deleted': async ({ stage }) => {
    const { id } = await stage.as(stage.owner, scope => createApiKey(scope, { name: 'robot', scopes: ['read'] }))
    await stage.as(stage.owner, scope => removeApiKey(scope, id))
  },
  'channel.created': ({ connect }) => connect(),
  'channel.updated': async ({ stage, connect }) => {
    const { channel } = await connect()
    await stage.as(stage.owner, scope =>
      updateChannel(scope, channel.id, { name: 'Other', active: false, credentials: { access_token: 'new' } }, null)
    )
  },
  'channel.paused': pause,
  'channel.resumed': async play => {
    const { stage } = play
    const { channel } = await pause(play)
    await stage.as(stage.owner, scope =>
      updateChannel(scope, channel.id, { credentials: { access_token: 'renewed' } }, null)
    )
  },
  'channel.templates-changed': async ({ stage, connect }) => {
    const { channel, provider } = await connect()
    await stage.server.settle()
    provider.templates.remove('sale')
    await stage.as(stage.owner, scope => requestTemplates(scope, channel.id))
  },
  'channel.deleted': async ({ stage, connect }) => {
    const { channel } = await connect()
    await stage.as(stage.owner, scope => removeChannel(scope, channel.id, null))
  },
  'contact.created': ({ stage }) => stage.talk(),
  'contact.updated': ({ stage, contactId }) =>
    stage.as(stage.owner, scope => updateContact(scope, contactId, { first_name: 'Ada', phone: '+15550002222' }, null)),
  'tag.created': ({ stage, contactId }) =>
    stage.as(stage.owner, scope => updateContact(scope, contactId, { tags: ['VIP', 'Regular'] }, null)),
  'tag.updated': async ({ stage, contactId }) => {
    const { id } = await tagOn(stage, contactId)
    await stage.as(stage.owner, scope => updateTag(scope, id, `Renamed ${id}`, null))
  },
  'tag.deleted': async ({ stage, contactId }) => {
    const { id } = await tagOn(stage, contactId)
    await stage.as(stage.owner, scope => removeTag(scope, id, null))
  },
  'automation.created': ({ stage }) => stage.as(stage.owner, scope => createAutomation(scope, waiter())),
  'automation.updated': async ({ stage }) => {
    const { row } = await stage.as(stage.owner, scope => createAutomation(scope, waiter()))
    await stage.as(stage.owner, scope => updateAutomation(scope, row.id, { active: false }, row.version))
  },
  'automation.deleted': async ({ stage, talk }) => {
    const { id } = await automate(stage, talk, waiter().steps)
    await stage.as(stage.owner, scope => removeAutomation(scope, id, null))
  },
  'execution.started': ({ stage, talk }) => automate(stage, talk, waiter().steps),
  'execution.updated': async ({ stage, talk }) => {
    await automate(stage, talk, [{ id: 'note', type: 'note', message_text: 'Noted' }, ...waiter().steps])
    stage.server.clock.forward({ minutes: 11 })
  },
  'contact.merged': async ({ stage, contactId }) => {
    await merge(stage, contactId)
  },
  'contact-merge.created': async ({ stage, contactId }) => {
    await merge(stage, contactId, 'contact')
  },
  'contact.restored': async ({ stage, contactId }) => {
    const { id } = await merge(stage, contactId)
    await stage.as(stage.owner, scope => undoMerge(scope, id))
  },
  'contact-merge.deleted': async ({ stage, contactId }) => {
    await merge(stage, contactId)
    await stage.as(stage.owner, scope => removeContact(scope, contactId, null))
  },
  'contact.deleted': ({ stage, contactId }) => stage.as(stage.owner, scope => removeContact(scope, contactId, null)),
  'bulk-action.created': ({ stage, talk }) => beginClosing(stage, [talk]),
  'bulk-action.progressed': async ({ stage, talk }) => {
    const bulk = bulkOf(stage.server, stage.owner)
    const row = await beginClosing(stage, [talk, await stage.talk()])
    await bulk.splits(row)
    await bulk.steps(row)
  },
  'bulk-action.finished': async ({ stage, talk }) =>
    bulkOf(stage.server, stage.owner).runs(await beginClosing(stage, [talk])),
  'bulk-action.canceled': async ({ stage, talk }) => {
    const { id } = await beginClosing(stage, [talk])
    await stage.as(stage.owner, scope => cancelBulkAction(scope, stage.owner, id))
  },
  'pipeline.created': async play => {
    await pipelineIn(play)
    await play.client.app.service('pipelines').create({ name: 'First', position: 0 })
  },
  'pipeline.updated': async play => {
    const { id } = await pipelineIn(play)
    await play.client.app.service('pipelines').patch(id, { name: 'Other', position: 0 })
  },
  'pipeline.deleted': async play => {
    const { id } = await pipelineIn(play)
    await play.client.app.service('pipelines').remove(id)
  },
  'pipeline-stage.created': play => pipelineIn(play),
  'pipeline-stage.updated': async play => {
    const { second } = await pipelineIn(play)
    await play.client.app.service('pipeline-stages').patch(second, { name: 'Other', position: 0 })
  },
  'pipeline-stage.deleted': async play => {
    const { first, second } = await pipelineIn(play)
    await play.stage.change(play.talk, { pipeline_stage_id: first })
    await play.client.app.service('pipeline-stages').remove(first, { query: { move_to: second } })
  },
  'view.created': async play => {
    await viewIn(play, true)
    await viewIn(play, false)
  },
  'view.updated': async play => {
    const id = await viewIn(play, false)
    await play.client.app.service('views').patch(id, { shared: true })
    await play.client.app.service('views').patch(id, { name: 'Other' })
  },
  'view.withdrawn': async play => play.client.app.service('views').patch(await viewIn(play, true), { shared: false }),
  'view.deleted': async play => play.client.app.service('views').remove(await viewIn(play, true))
}

function keepReady(stage: Stage) {
  return stage.as(stage.owner, scope =>
    createPredefinedMessage(scope, { title: randomUUID(), shortcut: randomUUID(), content: 'Hi {{ contact.name }}' })
  )
}

interface Play {
  readonly stage: Stage
  readonly talk: Talk
  readonly contactId: number
  /** An owner, over REST. */
  readonly client: StockClient
  /** Something said to the customer that the provider has taken; its name there. */
  answer(): Promise<string>
  /** A further number, and its provider. */
  connect(): Promise<Connected>
}

type Connected = WhatsAppNumber & { talk(): Promise<Talk> }

describe('Law 7: old state and events are the new state', () => {
  let stage: Stage
  let sibling: TestServer
  let screens: { near: Replica; far: Replica }
  let fresh: StockClient
  let email: string
  const opened: Connected[] = []

  before(async () => {
    stage = await openStage()
    sibling = await startServer({ beside: stage.server, environment: { ROLES: 'api' } })
    ;({ email } = await stage.organization.hire('owner'))
    fresh = await restAs(stage.server.url, { email, password: PASSWORD })
    screens = await openScreens()
  })
  afterEach(async function () {
    const whole = this.currentTest?.state === 'passed' && screens.near.isConnected && screens.far.isConnected
    if (!whole) await reopen()
  })
  after(async () => {
    screens.near.close()
    screens.far.close()
    for (const { provider } of opened) await provider.close()
    await sibling.stop()
    await stage.close()
  })

  it('has a case for every type of event that is recorded', () => {
    const without = EVENT_TYPES.filter(type => !CASES[type])
    assert.deepEqual(without, NOT_RECORDED)
  })

  for (const type of EVENT_TYPES) {
    const happen = CASES[type]
    if (happen) it(`${type}: on the process where it happens, and on another`, () => hold(type, happen))
  }

  async function hold(type: EventType, happen: (play: Play) => Promise<unknown>): Promise<void> {
    const before = await countOf(type)
    await happen(await playOn(stage))
    await stage.server.settle()
    assert.ok((await countOf(type)) > before, `${type} was recorded`)

    const ids = await stage.rows<{ id: string }>('select id from events where organization_id = $1', [
      stage.organization.id
    ])
    const events = ids.map(event => event.id)
    for (const screen of [screens.near, screens.far]) await screen.catchUp(events, () => sibling.settle())
    const present = await fetchTables(fresh)
    for (const [name, screen] of Object.entries(screens)) {
      // Whoever is sent away before hearing of it begins anew, which is right by itself.
      if (!screen.isConnected && !events.every(id => screen.tables['conversation-events'].has(id))) continue
      assert.deepEqual(differences(screen.tables, present), [], `${name} after ${type}`)
    }
  }

  async function countOf(type: EventType): Promise<number> {
    return (await stage.rows('select 1 from events where type = $1', [type])).length
  }

  async function openScreens() {
    const login = { email, password: PASSWORD }
    return { near: await openReplica(stage.server.url, login), far: await openReplica(sibling.url, login) }
  }

  async function reopen(): Promise<void> {
    screens.near.close()
    screens.far.close()
    screens = await openScreens()
  }

  async function playOn(stage: Stage): Promise<Play> {
    const talk = await stage.talk()
    const [row] = await stage.rows<{ contact_id: number }>('select contact_id from conversations where id = $1', [
      talk.id
    ])
    return {
      stage,
      talk,
      contactId: row?.contact_id ?? 0,
      client: fresh,
      async answer() {
        await stage.send(talk, 'An answer')
        await stage.server.settle()
        return talk.phone.inbox.at(-1)?.wamid ?? ''
      },
      async connect() {
        const number = await stage.organization.whatsapp()
        const connected = { ...number, talk: () => stage.talk(number) }
        opened.push(connected)
        return connected
      }
    }
  }
})

/** Its token is refused from now on, which shows when somebody answers. */
async function pause({ stage, connect }: Play): Promise<Connected> {
  const number = await connect()
  const talk = await number.talk()
  number.provider.fault({ kind: 'error', code: 190, status: 401 })
  await stage.send(talk, 'Anybody there?')
  await stage.server.settle()
  return number
}

async function teamOf(stage: Stage): Promise<number> {
  const [team] = await stage.rows<{ id: number }>(
    `insert into teams (organization_id, name) values ($1, 'Support') returning id`,
    [stage.organization.id]
  )
  return team?.id ?? 0
}

/** A conversation in which an assistant speaks first, since its channel says so. */
async function talkWithAssistant({ stage, connect }: Play): Promise<Talk> {
  const assistant = randomUUID()
  await stage.rows(
    `insert into applications (organization_id, id, kind, name) values ($1, $2, 'assistant', 'Assistant')`,
    [stage.organization.id, assistant]
  )
  const number = await connect()
  await stage.as(stage.owner, scope =>
    updateChannel(scope, number.channel.id, { primary_application_id: assistant }, null)
  )
  return number.talk()
}

/** A conversation in which nothing has been said yet. */
function silentThread(stage: Stage): Promise<number> {
  return stage.as(stage.owner, async scope => {
    const channel = await stage.server.app.house.accounts.byId(stage.organization.id, stage.number.channel.id)
    if (!channel) throw new Error('the number is gone')
    const writer = { person: { addresses: [randomUUID()] as const, name: 'Silent' }, channel }
    return (await openConversation(scope, writer, stampOf(stage.owner))).thread.row.id
  })
}

/** Nothing has been closed yet. */
function beginClosing(stage: Stage, talks: readonly Talk[]) {
  const ids = talks.map(({ id }) => id)
  return bulkOf(stage.server, stage.owner).begins('update_status', { status: 'closed' }, ids)
}

/** A tag of its own that the contact wears. */
async function tagOn(stage: Stage, contactId: number) {
  const tag = await stage.as(stage.owner, scope => createTag(scope, randomUUID()))
  await stage.as(stage.owner, scope => updateContact(scope, contactId, { tags: [tag.id] }, null))
  return tag
}

/** With two stages. */
async function pipelineIn({ client }: Play): Promise<{ id: number; first: number; second: number }> {
  const { id } = await client.app.service('pipelines').create({ name: 'Sales' })
  const stages = client.app.service('pipeline-stages')
  const first = await stages.create({ pipeline_id: id, name: 'One' })
  const second = await stages.create({ pipeline_id: id, name: 'Two' })
  return { id, first: first.id, second: second.id }
}

async function assistantIn({ organization, rows }: Stage): Promise<number> {
  const [row] = await rows<{ id: number }>(
    `with a as (
       insert into applications (organization_id, id, kind, name) values ($1, $2, 'assistant', 'Assistant') returning *
     )
     insert into ai_assistants (organization_id, application_id) select organization_id, id from a returning id`,
    [organization.id, randomUUID()]
  )
  return row?.id ?? 0
}

/** Somebody else turns out to be the contact, after both have said something. */
async function merge(stage: Stage, contactId: number, unify: 'identity' | 'contact' = 'identity') {
  const settings = { unify_conversations: unify }
  await stage.as(stage.owner, scope => updateOrganization(scope, stage.organization.id, { settings }))
  const other = await stage.talk()
  const [row] = await stage.rows<{ contact_id: number }>('select contact_id from conversations where id = $1', [
    other.id
  ])
  const draft = { contact_id: contactId, merged_contact_id: row?.contact_id ?? 0 }
  const made = await stage.as(stage.owner, scope => mergeContacts(scope, draft))
  await stage.as(stage.owner, scope =>
    updateOrganization(scope, stage.organization.id, { settings: { unify_conversations: null } })
  )
  await other.phone.says('It is me')
  return made
}

/** Of whoever looks at the screens. */
async function viewIn({ client }: Play, shared: boolean): Promise<number> {
  const { id } = await client.app.service('views').create({ name: 'Urgent', filter: { priority: 'urgent' }, shared })
  return id
}

function inAnHour(stage: Stage): string {
  return new Date(stage.server.clock.now().getTime() + 3_600_000).toISOString()
}

function join(stage: Stage) {
  const draft = {
    email: `${randomUUID()}@example.org`,
    full_name: 'New',
    role: 'agent',
    password_hash: null
  } as const
  return stage.as(stage.owner, scope => createUser(scope, draft))
}

const waiter = (): NewAutomation => ({
  name: 'Waiter',
  trigger: { type: 'manual' },
  steps: [{ id: 'pause', type: 'wait', for: 'PT10M' }]
})

/** Sets an automation of these steps to work. */
async function automate(stage: Stage, { id }: Talk, steps: readonly Step[]): Promise<{ id: number }> {
  const { row } = await stage.as(stage.owner, scope => createAutomation(scope, { ...waiter(), steps }))
  await stage.as(stage.owner, scope => runAutomation(scope, { automation_id: row.id, conversation_id: id }))
  await stage.server.settle()
  return row
}
