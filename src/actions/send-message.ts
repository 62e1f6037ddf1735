import type { OutgoingMessage, Part } from '../channels/channel.ts'
import { isAtLeast, stampOf } from '../model/actor.ts'
import { afterOutbound } from '../model/conversation.ts'
import { Refusal } from '../model/errors.ts'
import type { ChannelType, Media, Sender } from '../model/message.ts'
import { isWanted } from '../model/opt-out.ts'
import { isWindowOpen } from '../model/window.ts'
import { newId } from '../platform/ids.ts'
import { promise } from '../platform/outbox.ts'
import { prepared } from '../platform/set-wise.ts'
import { accessConversation } from './access.ts'
import { type Address, addressFor } from './address-for.ts'
import { assignConversations } from './assign-conversations.ts'
import { attachedFiles, outgoingMedia } from './attached-files.ts'
import { checkTemplate } from './check-template.ts'
import type { Draft } from './draft.ts'
import type { Thread } from './ledger.ts'
import { insteadOf } from './message-error.ts'
import { recordMessage } from './record.ts'
import { beginToSpeak } from './reopen-conversations.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'

/**
 * Puts words on their way. They leave after commit, one part at a time.
 * @throws Refusal `not_found`, `blocked`, `channel_closed`, `wrong_channel`, `not_in_control`, `stale_control`,
 * `outside_window`, `opted_out`, `unknown_reference`, `unknown_template`, `template_not_approved`, `template_mismatch`,
 * `not_possible` where the channel cannot carry it
 */
export async function sendMessage(scope: Scope, draft: Draft, type: ChannelType | null): Promise<MessageRow> {
  const thread = await accessConversation(scope, draft.conversation_id, 'reply')
  const twin = await earlier(scope, thread, draft)
  if (twin) return twin
  if (draft.contact_id !== undefined && draft.contact_id !== thread.row.contact_id)
    throw new Refusal('unknown_reference')

  const reply = await quoted(scope, thread, draft)
  if (draft.message_type === 'note') return leaveNote(scope, thread, draft, reply)

  const address = await addressFor(scope, thread, type)
  if (draft.takeover) await assignConversations(scope, [thread], { assigned_user_id: userOf(scope) })
  mustBeReachable(thread, address)
  const checked = await checkTemplate(scope, draft, address)
  mustBeWanted(scope, thread, checked, address)
  mustHoldControl(thread, draft)
  mustBeInsideWindow(scope, thread, draft, address)
  const media = await attachedFiles(scope, thread, checked.file_ids ?? [])
  return send(scope, thread, checked, { address, reply, media })
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
  const parts = partsOf(scope, message, reply).map((part, number) => ({ number, part }))
  await promiseDeliveries(scope, thread, message, parts)
  return recordMessage(scope, thread, message, {
    type: 'message.queued',
    data: { ...(later && { send_at: later }) },
    patch: afterOutbound(thread.row, message)
  })
}

/** The parts of a message as its channel sends it. The channel has the last word on what it can carry. */
function partsOf(scope: Scope, message: Omit<MessageRow, 'seq'>, reply: MessageRow | null): readonly Part[] {
  const outgoing: OutgoingMessage = {
    message_type: message.message_type,
    message_text: message.message_text,
    media: outgoingMedia(message.message_type, message.media),
    content: message.content,
    reply_to: reply?.provider_message_id ?? null
  }
  const channel = scope.house.channel(message.channel)
  const objection = channel.objection?.(outgoing)
  if (!objection) return channel.plan(outgoing)
  throw new Refusal('not_possible', { message: objection.message, data: { field: objection.field } })
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

/** Notes never leave the house, and touch nothing that the list shows. */
function leaveNote(scope: Scope, thread: Thread, draft: Draft, reply: MessageRow | null): MessageRow {
  const message = messageOf(scope, thread, draft, {
    channel: thread.row.channel,
    channel_id: thread.row.channel_id,
    identity_id: thread.row.identity_id,
    direction: 'internal',
    status: 'received',
    send_at: null,
    reply_to_message_id: reply?.id ?? null,
    media: []
  })
  return recordMessage(scope, thread, message, { type: 'message.noted' })
}

type Placed = Pick<
  MessageRow,
  'channel' | 'channel_id' | 'identity_id' | 'direction' | 'status' | 'send_at' | 'reply_to_message_id' | 'media'
>

function messageOf(scope: Scope, { row }: Thread, draft: Draft, placed: Placed): Omit<MessageRow, 'seq'> {
  const now = scope.now.toISOString()
  return {
    organization_id: row.organization_id,
    id: newId(),
    conversation_id: row.id,
    contact_id: row.contact_id,
    ...placed,
    sender: senderOf(scope),
    message_type: draft.message_type,
    message_text: draft.message_text ?? null,
    reactions: [],
    content: draft.content ?? null,
    status_at: now,
    error: null,
    attempts: placed.direction === 'outbound' ? 1 : 0,
    provider_message_id: null,
    client_id: draft.client_id ?? null,
    control_epoch: row.control_epoch,
    edited_at: null,
    history: [],
    provider_at: null,
    created_at: now,
    deleted_at: null,
    metadata: draft.metadata ?? {}
  }
}

function senderOf({ actor }: Scope): Sender {
  if (actor.kind === 'system') return { type: 'system', id: null, name: actor.name }
  return { type: 'user', id: actor.user_id, name: actor.name, avatar_url: null }
}

function userOf({ actor }: Scope): number {
  if (actor.kind === 'system' || !isAtLeast(actor, 'agent')) throw new Refusal('forbidden')
  return actor.user_id
}

/** The same client_id in the same conversation gives the first answer again. */
async function earlier(scope: Scope, { row }: Thread, draft: Draft): Promise<MessageRow | null> {
  if (!draft.client_id) return null
  const [message] = await scope.tx.query<MessageRow>(
    prepared('select * from messages where organization_id = $1 and conversation_id = $2 and client_id = $3', [
      row.organization_id,
      row.id,
      draft.client_id
    ])
  )
  return message ?? null
}

async function quoted(scope: Scope, { row }: Thread, draft: Draft): Promise<MessageRow | null> {
  if (!draft.reply_to_message_id) return null
  const [message] = await scope.tx.query<MessageRow>(
    prepared('select * from messages where organization_id = $1 and id = $2 and conversation_id = $3', [
      row.organization_id,
      draft.reply_to_message_id,
      row.id
    ])
  )
  if (!message) throw new Refusal('unknown_reference', { data: { field: 'reply_to_message_id' } })
  return message
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

/** People and keys speak as the inbox. @throws Refusal `not_in_control`, `stale_control` */
export function mustHoldControl({ row }: Thread, draft: Pick<Draft, 'control_epoch'>): void {
  const control = { application_id: row.control_application_id, kind: row.control_kind, epoch: row.control_epoch }
  if (row.control_kind !== 'inbox') throw new Refusal('not_in_control', { data: { control } })
  if (draft.control_epoch !== undefined && draft.control_epoch !== row.control_epoch) {
    throw new Refusal('stale_control', { data: { control } })
  }
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
