import type { Channel, Part, Recipient } from '../channels/channel.ts'
import type { ChannelType, MessageError, MessageType, SenderType } from '../model/message.ts'
import { isWanted } from '../model/opt-out.ts'
import { isWindowOpen } from '../model/window.ts'
import type { Lease } from '../platform/outbox.ts'
import { prepared } from '../platform/set-wise.ts'
import type { OpenChannel } from './accounts.ts'
import { insteadOf } from './message-error.ts'
import { type OutgoingFile, outgoingFile } from './outgoing-file.ts'
import type { House } from './scope.ts'

/** What a worker needs to call the provider, or the reason why it must not. */
export type Readiness =
  | {
      readonly kind: 'go'
      readonly channel: OpenChannel
      readonly to: Recipient
      readonly part: Part
      /** null: the part has none. */
      readonly file: OutgoingFile | null
    }
  | { readonly kind: 'stop'; readonly state: 'failed' | 'canceled'; readonly error: MessageError }

interface Circumstances {
  readonly message_type: MessageType
  readonly metadata: Readonly<Record<string, unknown>>
  readonly sender_type: SenderType
  readonly control_epoch: number | null
  readonly message_deleted_at: string | null
  readonly channel: ChannelType
  readonly blocked: boolean
  readonly window_expires_at: string | null
  readonly present_epoch: number
  readonly conversation_deleted_at: string | null
  readonly opted_out_at: string | null
  readonly addresses: readonly string[] | null
}

const CIRCUMSTANCES = `
  select m.message_type, m.metadata, m.sender ->> 'type' as sender_type, m.control_epoch, m.deleted_at as message_deleted_at, m.channel,
    c.blocked, c.window_expires_at, c.control_epoch as present_epoch, c.deleted_at as conversation_deleted_at,
    i.opted_out_at,
    (select array_agg(a.address order by a.rank, a.created_at desc, a.address)
     from identity_addresses a where a.organization_id = i.organization_id and a.identity_id = i.id) as addresses
  from messages m
  join conversations c on c.organization_id = m.organization_id and c.id = m.conversation_id
  join identities i on i.organization_id = m.organization_id and i.id = m.identity_id
  where m.organization_id = $1 and m.id = $2`

/** Looks again whether it may still be said, at the moment it is handed to the provider. */
export async function prepareDelivery(house: House, lease: Lease): Promise<Readiness> {
  const [now] = await house.database.query<Circumstances>(
    prepared(CIRCUMSTANCES, [lease.organization_id, lease.message_id])
  )
  const channel = await house.accounts.byId(lease.organization_id, lease.channel_id)
  if (!now || !channel || channel.deleted || !channel.active) {
    return stop('failed', 'channel_closed', 'The channel is switched off or deleted.')
  }
  const refused = refusal(house, now)
  if (refused) return refused
  const [first, ...rest] = now.addresses ?? []
  if (first === undefined) return stop('failed', 'unreachable', 'The customer has no address on this channel.')
  const part = lease.part as Part
  const file = await outgoingFile(house, lease.organization_id, part)
  return { kind: 'go', channel, to: { addresses: [first, ...rest] }, part, file }
}

function refusal(house: House, now: Circumstances): Readiness | null {
  if (now.message_deleted_at || now.conversation_deleted_at)
    return stop('canceled', 'canceled', 'It was deleted before it left.')
  if (now.blocked) return stop('canceled', 'blocked', 'The contact was blocked before it left.')
  const { window_hours } = house.channel(now.channel).capabilities
  if (!isWanted(now, now, window_hours)) return stop('failed', 'opted_out', 'The customer does not want messages.')
  if (isMachine(now.sender_type) && now.control_epoch !== now.present_epoch) {
    return stop('failed', 'superseded', 'Control changed after this answer was decided.')
  }
  if (now.message_type === 'template' || isWindowOpen(now.window_expires_at, window_hours, house.clock.now()))
    return null
  return stop('failed', 'outside_window', 'The window closed before it left.', house.channel(now.channel))
}

/** What a person has decided still goes after control has changed; what a machine has decided does not. */
function isMachine(sender: SenderType): boolean {
  return sender === 'assistant' || sender === 'automation' || sender === 'application'
}

function stop(state: 'failed' | 'canceled', code: MessageError['code'], message: string, channel?: Channel): Readiness {
  const instead = channel ? insteadOf(channel, code) : {}
  return {
    kind: 'stop',
    state,
    error: { code, provider_code: null, message, retryable: code !== 'superseded', ...instead }
  }
}
