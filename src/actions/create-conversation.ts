import { isMember, stampOf } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { maySee } from '../model/policy.ts'
import { newId } from '../platform/ids.ts'
import { prepared } from '../platform/set-wise.ts'
import { mustBeAtLeast } from './access.ts'
import type { OpenChannel } from './accounts.ts'
import { assignConversations } from './assign-conversations.ts'
import type { Writer } from './find-persons.ts'
import { identifyContact } from './identify-contact.ts'
import type { Thread } from './ledger.ts'
import { prepareConversation } from './open-conversation.ts'
import type { ThreadRow } from './rows.ts'
import type { Scope } from './scope.ts'
import { survivorOf } from './survivor.ts'

/** With whom, by what they are called here or on the channel; in the playground with nobody in particular. */
export interface ConversationDraft {
  readonly contact_id?: number
  readonly address?: string
  /** Left out: where the contact was met last. */
  readonly channel_id?: number
  /** The same one again means the same conversation. */
  readonly client_id?: string
}

export interface Begun {
  readonly row: ThreadRow
  /** false: the live conversation, which was there already. */
  readonly isNew: boolean
}

/**
 * Begins a conversation before anybody has spoken: its session begins with the first message. Where a live one is
 * there, that is the answer. An agent who would not see the new one owns it.
 * @throws Refusal `forbidden`, `unknown_reference`, `wrong_channel`, `channel_closed`
 */
export async function createConversation(scope: Scope, draft: ConversationDraft): Promise<Begun> {
  mustBeAtLeast(scope.actor, 'agent')
  const contact = draft.contact_id === undefined ? null : await knownContact(scope, draft.contact_id)
  const channel = await channelFor(scope, draft, contact)
  const writer = await writerIn(scope, channel, draft, contact)
  const { thread } = await prepareConversation(scope, writer, stampOf(scope.actor))
  const isNew = thread.before === null
  if (isNew) await keepInSight(scope, thread)
  else if (!maySee(scope.actor, thread.row)) throw new Refusal('forbidden')
  return { row: thread.row, isNew }
}

async function knownContact({ tx, actor }: Scope, id: number): Promise<number> {
  const contact = await survivorOf(tx, actor.organization_id, id)
  if (contact === null) throw unknown('contact_id', 'is no contact')
  return contact
}

/** @throws Refusal `wrong_channel`, `unknown_reference`, `channel_closed` */
async function channelFor(scope: Scope, draft: ConversationDraft, contact: number | null): Promise<OpenChannel> {
  const { organization_id } = scope.actor
  const id = draft.channel_id ?? (contact === null ? null : await channelOfContact(scope, contact))
  if (id === null) throw new Refusal('wrong_channel', { message: 'Say on which channel, in channel_id.' })
  const channel = await scope.house.accounts.byId(organization_id, id)
  if (!channel || channel.deleted) throw unknown('channel_id', 'is no channel')
  if (!channel.active) throw new Refusal('channel_closed')
  return channel
}

async function channelOfContact({ tx, actor }: Scope, contactId: number): Promise<number | null> {
  const [identity] = await tx.query<{ channel_id: number }>(
    prepared(
      `select i.channel_id from identities i
       join channels c on c.organization_id = i.organization_id and c.id = i.channel_id and c.deleted_at is null
       where i.organization_id = $1 and i.contact_id = $2 order by i.updated_at desc, i.id limit 1`,
      [actor.organization_id, contactId]
    )
  )
  return identity?.channel_id ?? null
}

/** @throws Refusal `wrong_channel` where nobody can be written to first */
async function writerIn(
  scope: Scope,
  channel: OpenChannel,
  { address, client_id }: ConversationDraft,
  contact: number | null
): Promise<Writer> {
  const dialect = scope.house.channel(channel.channel_type)
  const nobody = dialect.isOwnNetwork ? (client_id ?? newId()) : null
  if (contact !== null) return identifyContact(scope, channel, contact, nobody)
  const typed = address ?? nobody
  if (typed === null) throw new Refusal('wrong_channel', { message: 'Say with whom, by contact_id or address.' })
  const person = dialect.personAt?.(typed)
  if (!person) throw new Refusal('wrong_channel', { data: { channel: channel.channel_type, address: typed } })
  return { person, channel }
}

async function keepInSight(scope: Scope, thread: Thread): Promise<void> {
  const { actor } = scope
  if (!isMember(actor) || maySee(actor, thread.row)) return
  await assignConversations(scope, [thread], { assigned_user_id: actor.user_id })
}

function unknown(path: string, message: string): Refusal {
  return new Refusal('unknown_reference', { complaints: [{ path, message }] })
}
