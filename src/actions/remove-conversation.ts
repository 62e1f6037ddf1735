import { Refusal } from '../model/errors.ts'
import { accessConversation } from './access.ts'
import { removeConversations } from './remove-conversations.ts'
import type { ThreadRow } from './rows.ts'
import type { Scope } from './scope.ts'

/**
 * Deletes a conversation; for admins.
 * @throws Refusal `not_found`, `forbidden`, `stale_version`
 */
export async function removeConversation(scope: Scope, id: number, version: number | null): Promise<ThreadRow> {
  const thread = await accessConversation(scope, id, 'remove')
  if (version !== null && version !== thread.row.version) throw new Refusal('stale_version')
  await removeConversations(scope, [thread])
  return thread.row
}
