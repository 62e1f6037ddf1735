import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { addressFor, type Wanted } from './address-for.ts'
import type { Draft } from './draft.ts'
import type { Thread } from './ledger.ts'
import { messageOf } from './message-of.ts'
import { recordMessage } from './record.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'

/**
 * Leaves a note, whatever the conversation is in. It never leaves the house, and touches nothing that the list shows;
 * whom it mentions stands in its event.
 * @throws Refusal `unknown_reference` for who is no member, `wrong_channel`
 */
export async function leaveNote(
  scope: Scope,
  thread: Thread,
  draft: Draft,
  { to, reply }: { readonly to: Wanted; readonly reply: MessageRow | null }
): Promise<MessageRow> {
  const { row } = thread
  const mentions = await knownMentions(scope, draft)
  const isHere = (to.type ?? row.channel) === row.channel && (to.channel_id ?? row.channel_id) === row.channel_id
  const elsewhere = isHere ? null : await addressFor(scope, thread, to)
  const message = messageOf(scope, thread, mentions.length > 0 ? { ...draft, content: { mentions } } : draft, {
    channel: elsewhere?.channel.channel_type ?? row.channel,
    channel_id: elsewhere?.channel.id ?? row.channel_id,
    identity_id: elsewhere?.identity_id ?? row.identity_id,
    direction: 'internal',
    status: 'received',
    send_at: null,
    reply_to_message_id: reply?.id ?? null,
    media: []
  })
  return recordMessage(scope, thread, message, {
    type: 'message.noted',
    data: { ...(mentions.length > 0 && { mentions }) }
  })
}

/**
 * The members a note mentions, each once.
 * @throws Refusal `unknown_reference`
 */
export async function knownMentions({ tx, actor }: Scope, { content }: Pick<Draft, 'content'>): Promise<number[]> {
  const mentioned = content?.['mentions']
  const ids = [...new Set(Array.isArray(mentioned) ? mentioned.map(Number) : [])]
  if (ids.length === 0) return []
  const members = await tx.query(
    prepared('select from members where organization_id = $1 and user_id = any($2::bigint[]) and deleted_at is null', [
      actor.organization_id,
      ids
    ])
  )
  if (members.length === ids.length) return ids
  throw new Refusal('unknown_reference', { data: { field: 'content.mentions' } })
}
