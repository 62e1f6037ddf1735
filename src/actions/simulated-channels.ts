import type { Account } from '../channels/channel.ts'
import type { ChannelType } from '../model/message.ts'
import { prepared } from '../platform/set-wise.ts'
import type { House } from './scope.ts'

/** A channel whose provider is simulated, with what its owner would have registered there. */
export interface SimulatedChannel {
  readonly organization_id: number
  readonly id: number
  readonly channel_type: ChannelType
  readonly name: string
  readonly webhook_key: string
  readonly verify_token: string
  readonly account: Account
}

const SELECT = `
  select organization_id, id, webhook_key from channels
  where environment = 'simulated' and active and deleted_at is null order by id limit 1000`

/** All channels of every organization that say they are simulated, and no others: their secrets are opened. */
export async function simulatedChannels(house: House): Promise<readonly SimulatedChannel[]> {
  const rows = await house.database.query<{ organization_id: number; id: number; webhook_key: string }>(
    prepared(SELECT, [])
  )
  const opened = await Promise.all(
    rows.map(async ({ organization_id, id, webhook_key }) => {
      const channel = await house.accounts.byId(organization_id, id)
      return channel && { ...channel, webhook_key }
    })
  )
  return opened.flatMap(channel => channel ?? [])
}
