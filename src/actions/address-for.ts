import { Refusal } from '../model/errors.ts'
import type { ChannelType } from '../model/message.ts'
import { prepared } from '../platform/set-wise.ts'
import type { OpenChannel } from './accounts.ts'
import type { Thread } from './ledger.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'

/** Where an answer goes: one identity of the customer on one channel. */
export interface Address {
  readonly identity_id: string
  readonly opted_out_at: string | null
  readonly channel: OpenChannel
}

interface IdentityRow {
  readonly id: string
  readonly channel_id: number
  readonly opted_out_at: string | null
}

/** What is asked of an address; null: anything does. */
export interface Wanted {
  readonly type: ChannelType | null
  readonly channel_id?: number
}

/**
 * The conversation's latest identity of a channel type, or on one channel; of any when null.
 * @throws Refusal `wrong_channel`
 */
export async function addressFor(scope: Scope, { row }: Thread, { type, channel_id }: Wanted): Promise<Address> {
  const [identity] = await scope.tx.query<IdentityRow>(
    prepared(
      `select id, channel_id, opted_out_at from identities
       where organization_id = $1 and ($2::text is null or channel_type = $2) and ($6::bigint is null or channel_id = $6)
         and (id = $3 or ($4 and contact_id = $5))
       order by id = $3 desc, updated_at desc limit 1`,
      [
        row.organization_id,
        type,
        row.identity_id,
        row.live_key?.startsWith('contact:') ?? false,
        row.contact_id,
        channel_id ?? null
      ]
    )
  )
  return open(scope, row, identity)
}

/** Where a message went. @throws Refusal `wrong_channel` */
export async function addressOf(scope: Scope, message: MessageRow): Promise<Address> {
  const [identity] = await scope.tx.query<IdentityRow>(
    prepared('select id, channel_id, opted_out_at from identities where organization_id = $1 and id = $2', [
      message.organization_id,
      message.identity_id
    ])
  )
  return open(scope, message, identity)
}

async function open(
  scope: Scope,
  row: Pick<MessageRow, 'organization_id' | 'channel'>,
  identity: IdentityRow | undefined
): Promise<Address> {
  const channel = identity && (await scope.house.accounts.byId(row.organization_id, identity.channel_id))
  if (!identity || !channel) throw new Refusal('wrong_channel', { data: { channel: row.channel } })
  return { identity_id: identity.id, opted_out_at: identity.opted_out_at, channel }
}
