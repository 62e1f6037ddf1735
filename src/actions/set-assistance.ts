import type { ConversationPatch } from '../model/conversation.ts'
import type { Thread } from './ledger.ts'
import { record } from './record.ts'
import type { Scope } from './scope.ts'

/** What assistants may do in a conversation. Fields left out stay as they are. */
export interface Assistance {
  /** Assistants see nothing that was said before. ISO 8601 UTC; null: they see everything. */
  readonly ai_context_cut?: string | null
  readonly ai_auto_assignment_disabled?: boolean
  /** Kept as long as it is disabled. */
  readonly ai_auto_assignment_disabled_reason?: string | null
}

/** Sets what assistants may do in a conversation under lock. */
export function setAssistance(scope: Scope, thread: Thread, change: Assistance): void {
  const { row } = thread
  const {
    ai_context_cut = row.ai_context_cut,
    ai_auto_assignment_disabled = row.ai_auto_assignment_disabled,
    ai_auto_assignment_disabled_reason: reason = row.ai_auto_assignment_disabled_reason
  } = change
  const after = {
    ai_context_cut,
    ai_auto_assignment_disabled,
    ai_auto_assignment_disabled_reason: ai_auto_assignment_disabled ? reason : null
  } satisfies ConversationPatch
  const fields = FIELDS.filter(name => row[name] !== after[name])
  if (fields.length > 0) record(scope, thread, { type: 'conversation.updated', data: { fields }, patch: after })
}

const FIELDS = ['ai_context_cut', 'ai_auto_assignment_disabled', 'ai_auto_assignment_disabled_reason'] as const
