import { cancelQueued } from '../platform/outbox.ts'
import type { Thread } from './ledger.ts'
import { readBoard, showStatus } from './report-statuses.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'

/**
 * Takes back all of a conversation that has not left, or of one message, and says so on each message. Returns the
 * messages as they are now.
 */
export async function cancelUnsent(
  scope: Scope,
  thread: Thread,
  code: 'blocked' | 'canceled',
  messageId: string | null = null
): Promise<ReadonlyMap<string, MessageRow>> {
  const { row } = thread
  const ids = await cancelQueued(scope.tx, row.organization_id, row.id, scope.now, messageId)
  const about = ids.map(message_id => ({ organization_id: row.organization_id, message_id }))
  const board = await readBoard(scope.tx, about)
  for (const message of board.messages.values()) {
    const parts = [...board.deliveries.values()].filter(each => each.message_id === message.id)
    const shown = new Map(
      parts.map(each => [each.id, each.state === 'canceled' ? { ...each, state: 'failed' as const } : each])
    )
    showStatus(scope, thread, { messages: board.messages, deliveries: shown }, message, {
      at: scope.now.toISOString(),
      error: { code, provider_code: null, message: REASONS[code], retryable: true },
      learnt: null,
      by: { type: 'system', id: null, name: 'cancel' }
    })
  }
  return board.messages
}

const REASONS = {
  blocked: 'The contact was blocked before it left.',
  canceled: 'It was deleted before it left.'
} as const
