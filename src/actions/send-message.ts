import type { Part } from '../channels/channel.ts'
import { isAtLeast, isMember, stampOf } from '../model/actor.ts'
import { afterOutbound } from '../model/conversation.ts'
import { Refusal } from '../model/errors.ts'
import type { ChannelType, Media } from '../model/message.ts'
import { isWanted } from '../model/opt-out.ts'
import { isWindowOpen } from '../model/window.ts'
import { newId } from '../platform/ids.ts'
import { promise } from '../platform/outbox.ts'
import { accessConversation } from './access.ts'
import { type Address, addressFor, type Wanted } from './address-for.ts'
import { assignConversations } from './assign-conversations.ts'
import { attachedFiles } from './attached-files.ts'
import { checkTemplate } from './check-template.ts'
import type { Draft } from './draft.ts'
import { leaveNote } from './leave-note.ts'
import type { Thread } from './ledger.ts'
import { insteadOf } from './message-error.ts'
import { messageOf } from './message-of.ts'
import { mustBeSayable, partsOf } from './parts-of.ts'
import { recordMessage } from './record.ts'
import { beginToSpeak } from './reopen-conversations.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'
import { mustHoldControl } from './speakers.ts'
import { earlierTwin, mustBeAbout, quotedMessage } from './words-before.ts'

/**
 * Puts words on their way. They leave after commit, one part at a time.
 * @throws Refusal `not_found`, `blocked`, `channel_closed`, `wrong_channel`, `not_in_control`, `stale_control`,
 * `outside_window`, `opted_out`, `unknown_reference`, `idempotency_conflict`, `unknown_template`, `template_not_approved`, `template_mismatch`,
 * `not_possible` where the channel cannot carry it
 */
export async function sendMessage(scope: Scope, draft: Draft, type: ChannelType | null): Promise<MessageRow> {
  const thread = await accessConversation(scope, draft.conversation_id, 'reply')
  mustBeAbout(thread, draft)
  const twin = await earlierTwin(scope, thread, draft)
  if (twin) return twin

  const reply = await quotedMessage(scope, thread, draft)
  if (draft.takeover) await assignConversations(scope, [thread], { assigned_user_id: userOf(scope) })
  if (draft.message_type === 'note') return leaveNote(scope, thread, draft, { to: { type, ...chosen(draft) }, reply })

  const address = await addressFor(scope, thread, { type, ...chosen(draft) })
  mustBeReachable(thread, address)
  const checked = await checkTemplate(scope, draft, address)
  mustBeWanted(scope, thread, checked, address)
  mustHoldControl(scope, thread, draft)
  mustBeInsideWindow(scope, thread, draft, address)
  const media = await attachedFiles(scope, thread, checked.file_ids ?? [])
  return send(scope, thread, checked, { address, reply, media })
}

function chosen({ channel_id }: Draft): Pick<Wanted, 'channel_id'> {
  return channel_id === undefined ? {} : { channel_id }
}

interface Circumstances {
  readonly address: Address
  readonly reply: MessageRow | null
  readonly media: readonly Media[]
}

async function send(
  scope: Scope,
  thread: Thread,
  draft: Draft,
  { address, reply, media }: Circumstances
): Promise<MessageRow> {
  beginToSpeak(scope, thread, stampOf(scope.actor))
  const later = draft.send_at && Date.parse(draft.send_at) > scope.now.getTime() ? draft.send_at : null
  const message = messageOf(scope, thread, draft, {
    channel: address.channel.channel_type,
    channel_id: address.channel.id,
    identity_id: address.identity_id,
    direction: 'outbound',
    status: later ? 'scheduled' : 'queued',
    send_at: later,
    reply_to_message_id: reply?.id ?? null,
    media
  })
  mustBeSayable(scope, message)
  const parts = partsOf(scope, message, reply).map((part, number) => ({ number, part }))
  await promiseDeliveries(scope, thread, message, parts)
  return recordMessage(scope, thread, message, {
    type: 'message.queued',
    data: { ...(later && { send_at: later }) },
    patch: afterOutbound(thread.row, message)
  })
}

/** Promises parts of a message, under their numbers, at the end of its lane. */
export async function promiseDeliveries(
  scope: Scope,
  thread: Thread,
  message: Omit<MessageRow, 'seq'>,
  parts: readonly { readonly number: number; readonly part: Part }[]
): Promise<void> {
  await promise(
    scope.tx,
    {
      organization_id: message.organization_id,
      lane_key: laneOf(message),
      gate_key: gateOf(message.channel_id),
      pair_key: `${gateOf(message.channel_id)}/identity:${message.identity_id}`
    },
    parts.map(({ number, part }) => ({
      id: newId(),
      channel_id: message.channel_id,
      conversation_id: thread.row.id,
      message_id: message.id,
      part_number: number,
      part,
      due_at: message.send_at ?? scope.now.toISOString()
    }))
  )
  scope.tx.afterCommit(() => scope.house.wake('deliver'))
}

/** One lane per conversation keeps the order; a scheduled message has one of its own until it is due. */
function laneOf(message: Omit<MessageRow, 'seq'>): string {
  return message.send_at ? ownLane(message.id) : `conversation:${message.conversation_id}`
}

/** The lane of one message that nobody is to wait for. */
export function ownLane(messageId: string): string {
  return `message:${messageId}`
}

/** The gate before all lanes of a channel. */
export function gateOf(channelId: number): string {
  return `channel:${channelId}`
}

function userOf({ actor }: Scope): number {
  if (!isMember(actor) || !isAtLeast(actor, 'agent')) throw new Refusal('forbidden')
  return actor.user_id
}

/** @throws Refusal `blocked`, `channel_closed` */
export function mustBeReachable({ row }: Thread, address: Address): void {
  if (row.blocked) throw new Refusal('blocked')
  if (!address.channel.active || address.channel.deleted) throw new Refusal('channel_closed')
}

/** Those who do not want messages want answers all the same. @throws Refusal `opted_out` */
export function mustBeWanted(
  scope: Scope,
  { row }: Thread,
  draft: Pick<Draft, 'message_type' | 'metadata'>,
  { channel, opted_out_at }: Address
): void {
  const { window_hours } = scope.house.channel(channel.channel_type).capabilities
  const { window_expires_at } = row
  if (!isWanted(draft, { opted_out_at, window_expires_at }, window_hours)) throw new Refusal('opted_out')
}

/** @throws Refusal `outside_window` */
export function mustBeInsideWindow(
  scope: Scope,
  { row }: Thread,
  draft: Pick<Draft, 'message_type' | 'send_at'>,
  address: Address
): void {
  const channel = scope.house.channel(address.channel.channel_type)
  if (draft.message_type === 'template') return
  const due = draft.send_at ? new Date(Math.max(Date.parse(draft.send_at), scope.now.getTime())) : scope.now
  if (isWindowOpen(row.window_expires_at, channel.capabilities.window_hours, due)) return
  const data = { window_expires_at: row.window_expires_at, ...insteadOf(channel, 'outside_window') }
  throw new Refusal('outside_window', { data })
}
