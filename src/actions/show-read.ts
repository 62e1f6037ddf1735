import type { ChannelType } from '../model/message.ts'
import { leaveJobs } from '../platform/jobs.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Thread } from './ledger.ts'
import type { Scope } from './scope.ts'

/** The kind of a job that shows a customer that they have been read. */
export const SHOW_READ = 'show-read'

interface Unseen {
  readonly channel: ChannelType
  readonly channel_id: number
  readonly provider_message_id: string
}

// The latest stands for all before it. Whoever read the conversation after it came has shown so.
const UNSEEN = `
  select m.channel, m.channel_id, m.provider_message_id from messages m
  where m.organization_id = $1 and m.conversation_id = $2 and m.direction = 'inbound'
    and m.provider_message_id is not null and m.deleted_at is null
    and not exists (
      select from events e where e.organization_id = m.organization_id and e.conversation_id = m.conversation_id
        and e.seq > m.seq and e.type = 'conversation.read'
    )
  order by m.seq desc limit 1`

/** Shows a customer, soon and once, that what they wrote has been read, where their channel can. */
export async function showRead(scope: Scope, { row }: Thread): Promise<void> {
  const [unseen] = await scope.tx.query<Unseen>(prepared(UNSEEN, [row.organization_id, row.id]))
  if (!unseen || !scope.house.speaks(unseen.channel) || !scope.house.channel(unseen.channel).readMark) return
  const { channel_id, provider_message_id } = unseen
  await leaveJobs(scope.tx, row.organization_id, SHOW_READ, [{ channel_id, provider_message_id }], scope.now)
  scope.tx.afterCommit(() => scope.house.wake('run-errands'))
}
