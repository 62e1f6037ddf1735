import { openConversation } from '../../src/actions/open-conversation.ts'
import { act } from '../../src/actions/scope.ts'
import type { ChannelType } from '../../src/model/message.ts'
import type { TestServer } from './server.ts'
import type { Organization } from './world.ts'

/** A conversation on a channel without a provider that could begin it. */
export interface TalkOn {
  readonly id: number
  readonly contactId: number
  readonly channelId: number
}

let next = 0

/** Begins a conversation on a new channel of a type, whether its dialect is spoken or not. */
export async function talkOn(
  { app: { house }, database }: TestServer,
  { id, owner }: Organization,
  type: ChannelType,
  name = 'Ada'
): Promise<TalkOn> {
  const [row] = await database.query<{ id: number }>({
    text: `insert into channels (organization_id, channel_type, name, endpoint, primary_application_id, webhook_key,
        webhook_verify_token)
      select $1, $2, $2, 'endpoint-' || $3, id, 'key-' || $3, 'token' from applications
      where organization_id = $1 and kind = 'inbox' returning id`,
    values: [id, type, `${type}-${process.pid}-${++next}`]
  })
  const channel = row && (await house.accounts.byId(id, row.id))
  if (!channel) throw new Error('no channel')
  const person = { addresses: [`customer ${next}`], name } as const
  const { thread } = await act(house, owner.member, scope =>
    openConversation(scope, { person, channel }, { type: 'contact', id: null, name })
  )
  return { id: thread.row.id, contactId: thread.row.contact_id, channelId: channel.id }
}
