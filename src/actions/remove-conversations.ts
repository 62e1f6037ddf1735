import { cancelUnsent } from './cancel-unsent.ts'
import { dropFilesOf } from './drop-files.ts'
import type { Thread } from './ledger.ts'
import { record } from './record.ts'
import type { Scope } from './scope.ts'

/**
 * Deletes conversations and takes back all of them that has not left. Their log stays; whoever writes next begins a new
 * conversation.
 */
export async function removeConversations(
  scope: Scope,
  threads: readonly Thread[],
  data: Readonly<Record<string, unknown>> = {}
): Promise<void> {
  await cancelUnsent(scope, threads, 'canceled')
  await dropFilesOf(scope, threads)
  const deleted_at = scope.now.toISOString()
  for (const thread of threads) record(scope, thread, { type: 'conversation.deleted', data, patch: { deleted_at } })
}
