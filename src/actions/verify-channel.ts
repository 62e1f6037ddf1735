import { randomUUID } from 'node:crypto'
import type { Account, Check, Finding } from '../channels/channel.ts'
import type { Member } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { mustBeAtLeast } from './access.ts'
import type { OpenChannel } from './accounts.ts'
import type { House } from './scope.ts'

/** What works of a channel, as far as it can be found out. */
export interface Verification {
  readonly channel_id: number
  /** Nothing is wrong; what could not be found out is not wrong. */
  readonly ok: boolean
  /** ISO 8601. */
  readonly checked_at: string
  readonly steps: readonly Finding[]
}

/**
 * Proves the way out and the way in: asks the provider with the channel's credentials, and our own callback as the
 * provider does. Changes nothing; outside of any transaction.
 * @throws Refusal `forbidden`, `not_found`
 */
export async function verifyChannel(house: House, member: Member, id: number): Promise<Verification> {
  mustBeAtLeast(member, 'admin')
  const [signs] = await house.database.query<Signs>(prepared(SIGNS, [member.organization_id, id]))
  const channel = await house.accounts.byId(member.organization_id, id)
  if (!signs || !channel) throw new Refusal('not_found')
  const asked = await Promise.all(checksOf(house, channel, signs).map(check => find(house, check)))
  const steps = [...asked.flat(), sending(channel, signs), inbound(signs)]
  return {
    channel_id: id,
    ok: steps.every(({ state }) => state !== 'failed'),
    checked_at: house.clock.now().toISOString(),
    steps
  }
}

interface Signs {
  readonly webhook_key: string
  readonly paused_at: string | null
  readonly last_inbound_at: string | null
  readonly last_error: { readonly message?: string } | null
}

const SIGNS = `
  select webhook_key, paused_at, last_inbound_at, last_error from channels
  where organization_id = $1 and id = $2 and deleted_at is null`

function checksOf(house: House, channel: OpenChannel, { webhook_key }: Signs): readonly Check[] {
  if (!house.speaks(channel.channel_type)) return []
  const { credentials } = channel.account
  const account: Account = {
    ...channel.account,
    credentials: { verify_token: channel.verify_token, ...credentials }
  }
  const url = `${house.publicUrl.replace(/\/+$/, '')}/webhooks/${channel.channel_type}/${webhook_key}`
  return house.channel(channel.channel_type).checkUp?.(account, { url, challenge: randomUUID() }) ?? []
}

async function find({ web }: House, check: Check): Promise<readonly Finding[]> {
  return check.kind === 'plain' ? check.findings : check.read(await web.request(check.request))
}

function sending({ active }: OpenChannel, { paused_at, last_error }: Signs): Finding {
  if (!active) return { step: 'sending', state: 'failed', message: 'The channel is switched off.' }
  if (paused_at === null) return { step: 'sending', state: 'ok', message: 'Messages leave.' }
  const because = last_error?.message ? `: ${last_error.message}` : '.'
  return { step: 'sending', state: 'failed', message: `Nothing leaves since ${paused_at}${because}` }
}

function inbound({ last_inbound_at }: Signs): Finding {
  if (last_inbound_at === null) {
    return { step: 'inbound', state: 'unknown', message: 'Nothing has come in yet. Write to it once from a phone.' }
  }
  return { step: 'inbound', state: 'ok', message: `Something came in at ${last_inbound_at}.` }
}
