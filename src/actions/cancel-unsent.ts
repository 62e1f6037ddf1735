import { cancelQueued } from '../platform/outbox.ts'
import type { Thread } from './ledger.ts'
import { readBoard, showStatus } from './report-statuses.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'

/**
 * Takes back all of conversations that has not left, or of one message, and says so on each message. Returns the
 * messages as they are now.
 */
export async function cancelUnsent(
  scope: Scope,
  threads: readonly Thread[],
  code: 'blocked' | 'canceled',
  messageId: string | null = null
): Promise<ReadonlyMap<string, MessageRow>> {
  if (threads.length === 0) return new Map()
  const { organization_id } = scope.actor
  const byId = new Map(threads.map(thread => [thread.row.id, thread]))
  const ids = await cancelQueued(scope.tx, organization_id, [...byId.keys()], scope.now, messageId)
  const board = await readBoard(
    scope.tx,
    ids.map(message_id => ({ organization_id, message_id }))
  )
  const deliveries = new Map(
    [...board.deliveries].map(([id, each]) => [id, each.state === 'canceled' ? { ...each, state: FAILED } : each])
  )
  for (const message of board.messages.values()) {
    const thread = byId.get(message.conversation_id)
    if (!thread) continue
    showStatus(scope, thread, { messages: board.messages, deliveries }, message, {
      at: scope.now.toISOString(),
      error: { code, provider_code: null, message: REASONS[code], retryable: true },
      learnt: null,
      by: { type: 'system', id: null, name: 'cancel' }
    })
  }
  return board.messages
}

const FAILED = 'failed' as const

const REASONS = {
  blocked: 'The contact was blocked before it left.',
  canceled: 'It was deleted before it left.'
} as const
