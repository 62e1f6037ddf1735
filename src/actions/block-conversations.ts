import { cancelUnsent } from './cancel-unsent.ts'
import type { Thread } from './ledger.ts'
import { record } from './record.ts'
import type { Scope } from './scope.ts'

/** Blocking keeps what comes in and wakes nobody; all that has not left is canceled. */
export async function blockConversations(scope: Scope, threads: readonly Thread[], blocked: boolean): Promise<void> {
  const others = threads.filter(({ row }) => row.blocked !== blocked)
  for (const thread of others) {
    record(scope, thread, {
      type: blocked ? 'conversation.blocked' : 'conversation.unblocked',
      patch: blocked ? { blocked, unread_count: 0, waiting_since: null } : { blocked }
    })
  }
  if (blocked) await cancelUnsent(scope, others, 'blocked')
}
