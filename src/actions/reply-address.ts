import type { ConversationPatch } from '../model/conversation.ts'
import type { ChannelType } from '../model/message.ts'
import { windowAfter } from '../model/window.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Thread } from './ledger.ts'
import { record } from './record.ts'
import type { Scope } from './scope.ts'

interface Address {
  readonly conversation_id: number
  readonly identity_id: string
  readonly channel: ChannelType
  readonly channel_id: number
  /** When the contact wrote last from there, by the provider's clock. */
  readonly written_at: string | null
}

// Where the contact wrote last in the conversation, else where it is known at all.
const OWN = `
  select c.id as conversation_id, i.id as identity_id, i.channel_type as channel, i.channel_id, m.provider_at as written_at
  from conversations c
  join lateral (
    select m.identity_id, m.provider_at, m.seq from messages m
    join identities own on own.organization_id = m.organization_id and own.id = m.identity_id
    where m.organization_id = c.organization_id and m.conversation_id = c.id and m.direction = 'inbound'
      and own.contact_id = c.contact_id
    union all
    select own.id, null, 0 from identities own
    where own.organization_id = c.organization_id and own.contact_id = c.contact_id
    order by seq desc limit 1
  ) m on true
  join identities i on i.organization_id = c.organization_id and i.id = m.identity_id
  where c.organization_id = $1 and c.id = any($2::bigint[])`

/**
 * Conversations that answer where somebody else was reached meanwhile answer where their own contact wrote last.
 * Contacts and identities must stand in the database as they are now.
 */
export async function answerOwnContact(scope: Scope, threads: readonly Thread[]): Promise<void> {
  const astray = await astrayAmong(scope, threads)
  if (astray.length === 0) return
  const ids = astray.map(({ row }) => row.id)
  const addresses = await scope.tx.query<Address>(prepared(OWN, [scope.actor.organization_id, ids]))
  for (const { conversation_id, written_at, ...address } of addresses) {
    const thread = astray.find(({ row }) => row.id === conversation_id)
    if (!thread) continue
    const hours = scope.house.channel(address.channel).capabilities.window_hours
    const patch: ConversationPatch = { ...address, window_expires_at: written_at && windowAfter(written_at, hours) }
    record(scope, thread, { type: 'conversation.updated', data: { fields: Object.keys(patch), ...address }, patch })
  }
}

async function astrayAmong({ tx, actor }: Scope, threads: readonly Thread[]): Promise<Thread[]> {
  const rows = await tx.query<{ id: string; contact_id: number }>(
    prepared('select id, contact_id from identities where organization_id = $1 and id = any($2::uuid[])', [
      actor.organization_id,
      threads.map(({ row }) => row.identity_id)
    ])
  )
  const ownerOf = new Map(rows.map(row => [row.id, row.contact_id]))
  return threads.filter(({ row }) => ownerOf.get(row.identity_id) !== row.contact_id)
}
