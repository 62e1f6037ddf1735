import { Refusal } from '../model/errors.ts'
import type { ChannelType } from '../model/message.ts'
import { prepared } from '../platform/set-wise.ts'
import { accessConversation } from './access.ts'
import { cancelUnsent } from './cancel-unsent.ts'
import { dropFilesOfMessage } from './drop-files.ts'
import { recordMessageChange } from './record.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'

/**
 * Takes a message out of the house's own view. It never pretends to recall it from the provider; one that has not
 * left does not leave any more.
 * @throws Refusal `not_found`
 */
export async function removeMessage(scope: Scope, id: string, type: ChannelType): Promise<MessageRow> {
  const where = await find(scope, id, type)
  const thread = await accessConversation(scope, where.conversation_id, 'change')
  const message = await find(scope, id, type)
  const canceled = await cancelUnsent(scope, [thread], 'canceled', id)
  await dropFilesOfMessage(scope, thread, message)
  return recordMessageChange(
    scope,
    thread,
    canceled.get(id) ?? message,
    { deleted_at: scope.now.toISOString() },
    { type: 'message.deleted' }
  )
}

async function find(scope: Scope, id: string, type: ChannelType): Promise<MessageRow> {
  const [message] = await scope.tx.query<MessageRow>(
    prepared('select * from messages where organization_id = $1 and id = $2 and channel = $3 and deleted_at is null', [
      scope.actor.organization_id,
      id,
      type
    ])
  )
  if (!message) throw new Refusal('not_found')
  return message
}
