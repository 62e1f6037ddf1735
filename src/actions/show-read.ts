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
  select u.channel, u.channel_id, u.provider_message_id from unnest($2::bigint[]) as w(id)
  cross join lateral (
    select m.channel, m.channel_id, m.provider_message_id from messages m
    where m.organization_id = $1 and m.conversation_id = w.id and m.direction = 'inbound'
      and m.provider_message_id is not null and m.deleted_at is null
      and not exists (
        select from events e where e.organization_id = m.organization_id and e.conversation_id = m.conversation_id
          and e.seq > m.seq and e.type = 'conversation.read'
      )
    order by m.seq desc limit 1
  ) u`

/** Shows customers, soon and once, that what they wrote has been read, where their channel can. */
export async function showRead({ tx, actor, now, house }: Scope, threads: readonly Thread[]): Promise<void> {
  if (threads.length === 0) return
  const ids = threads.map(({ row }) => row.id)
  const unseen = await tx.query<Unseen>(prepared(UNSEEN, [actor.organization_id, ids]))
  const marks = unseen.flatMap(({ channel, channel_id, provider_message_id }) =>
    house.speaks(channel) && house.channel(channel).readMark ? [{ channel_id, provider_message_id }] : []
  )
  if (marks.length === 0) return
  await leaveJobs(tx, actor.organization_id, SHOW_READ, marks, now)
  tx.afterCommit(() => house.wake('run-errands'))
}
