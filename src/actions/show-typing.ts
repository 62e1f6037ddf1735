import { type ActorStamp, type Member, stampOf } from '../model/actor.ts'
import type { Audience } from '../model/conversation.ts'
import { Refusal } from '../model/errors.ts'
import type { ChannelType } from '../model/message.ts'
import { maySee } from '../model/policy.ts'
import { isWindowOpen } from '../model/window.ts'
import { prepared } from '../platform/set-wise.ts'
import type { House } from './scope.ts'
import type { TypingSigns } from './typing-signs.ts'

/** Somebody is writing in a conversation, or has stopped. It is never stored and holds for some seconds. */
export interface Typing {
  readonly conversation_id: number
  readonly on: boolean
  readonly by: ActorStamp
  /** ISO 8601. */
  readonly expires_at: string
}

export interface TypingDraft {
  readonly conversation_id: number
  readonly on: boolean
  /** A note is being written: the customer sees nothing of it. */
  readonly internal?: boolean
}

/** Whoever goes on writing says so again. */
const LASTS_MS = 5_000

/**
 * Tells colleagues who see the conversation, and the customer where their channel can, that the member is writing.
 * Outside of any transaction; what the provider answers is no matter.
 * @throws Refusal `not_found`
 */
export async function showTyping(
  house: House,
  signs: TypingSigns,
  member: Member,
  { conversation_id, on, internal = false }: TypingDraft
): Promise<Typing> {
  const place = await placeOf(house, member, conversation_id)
  const expires_at = new Date(house.clock.now().getTime() + LASTS_MS).toISOString()
  const typing: Typing = { conversation_id, on, by: stampOf(member), expires_at }
  house.tellTyping(typing, place, member)
  if (!internal && mayReach(house, place)) await showCustomer(house, signs, place, on)
  return typing
}

interface Place extends Audience {
  readonly organization_id: number
  readonly conversation_id: number
  readonly channel: ChannelType
  readonly channel_id: number
  readonly identity_id: string
  readonly blocked: boolean
  readonly control_kind: string
  readonly window_expires_at: string | null
  readonly last_message_id: string | null
}

const PLACE = `
  select organization_id, id as conversation_id, assigned_user_id, assigned_team_id, channel, channel_id, identity_id,
    blocked, control_kind, window_expires_at, last_message ->> 'id' as last_message_id
  from conversations where organization_id = $1 and id = $2 and deleted_at is null`

async function placeOf({ database }: House, member: Member, id: number): Promise<Place> {
  const [place] = await database.query<Place>(prepared(PLACE, [member.organization_id, id]))
  if (!place || !maySee(member, place)) throw new Refusal('not_found')
  return place
}

/** Would an answer reach the customer now? */
function mayReach({ channel, clock, speaks }: House, place: Place): boolean {
  if (!speaks(place.channel) || place.blocked || place.control_kind !== 'inbox') return false
  const { capabilities, typing } = channel(place.channel)
  return typing !== undefined && isWindowOpen(place.window_expires_at, capabilities.window_hours, clock.now())
}

/** The channels' signs last longer than ours and are not renewed for every key; each message of ours takes one away. */
async function showCustomer(house: House, signs: TypingSigns, place: Place, on: boolean): Promise<void> {
  const { organization_id, conversation_id, channel_id, last_message_id } = place
  const { typing } = house.channel(place.channel)
  const name = `${conversation_id}/${last_message_id}`
  if (!typing || !signs.change(name, on, typing.seconds)) return
  const channel = await house.accounts.byId(organization_id, channel_id)
  const customer = await customerOf(house, place)
  if (!channel?.active || channel.deleted || !customer) return
  const request = typing.request({ on, ...customer }, channel.account)
  if (!request) return
  const { status } = await house.web.request(request, PATIENCE)
  if (status !== 200) house.log.info({ channel_id, status }, 'a customer is not shown that somebody is writing')
}

/** Nobody waits for a sign. */
const PATIENCE = { timeoutMs: 3_000 }

const CUSTOMER = `
  select
    (select array_agg(a.address order by a.rank, a.created_at desc, a.address)
     from identity_addresses a where a.organization_id = $1 and a.identity_id = $3) as addresses,
    (select m.provider_message_id from messages m
     where m.organization_id = $1 and m.conversation_id = $2 and m.identity_id = $3 and m.direction = 'inbound'
       and m.provider_message_id is not null
     order by m.seq desc limit 1) as last_inbound`

async function customerOf({ database }: House, { organization_id, conversation_id, identity_id }: Place) {
  const [found] = await database.query<{ addresses: readonly string[] | null; last_inbound: string | null }>(
    prepared(CUSTOMER, [organization_id, conversation_id, identity_id])
  )
  const [first, ...rest] = found?.addresses ?? []
  if (!found || first === undefined) return null
  const addresses: readonly [string, ...string[]] = [first, ...rest]
  return { to: { addresses }, last_inbound: found.last_inbound }
}
