import { type ActorStamp, stampOf } from '../model/actor.ts'
import type { ConversationPatch } from '../model/conversation.ts'
import type { EventType } from '../model/event.ts'
import { newId } from '../platform/ids.ts'
import type { EventRow } from './facts.ts'
import { amend, type Thread } from './ledger.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'

interface Happening {
  readonly type: EventType
  readonly data?: Readonly<Record<string, unknown>>
  /** Whoever did it, when it was not the scope's actor. */
  readonly by?: ActorStamp
  /** What changes in the conversation's row because of it. */
  readonly patch?: ConversationPatch
  /** A further record that it is about, as its service shows it. */
  readonly row?: Readonly<Record<string, unknown>>
}

/** Records one fact of a conversation: its event, with the next number, in the transaction that changes the state. */
export function record(scope: Scope, thread: Thread, happening: Happening): EventRow {
  const event = numbered(scope, thread, happening)
  scope.ledger.add({ event, thread, ...(happening.row && { row: happening.row }) })
  return event
}

/** Records something said. The message carries the number of its event. */
export function recordMessage(
  scope: Scope,
  thread: Thread,
  message: Omit<MessageRow, 'seq'>,
  happening: Happening
): MessageRow {
  const event = numbered(scope, thread, { ...happening, data: { message_id: message.id, ...happening.data } })
  const row: MessageRow = { ...message, seq: thread.row.last_seq }
  scope.ledger.add({ event, thread, message: { row, changed: 'new' } })
  return row
}

/** Records a change of a message that has been said. */
export function recordMessageChange(
  scope: Scope,
  thread: Thread,
  message: MessageRow,
  change: Partial<MessageRow>,
  happening: Happening
): MessageRow {
  const event = numbered(scope, thread, { ...happening, data: { message_id: message.id, ...happening.data } })
  const row: MessageRow = { ...message, ...change }
  scope.ledger.add({ event, thread, message: { row, changed: Object.keys(change) as (keyof MessageRow)[] } })
  return row
}

/** Records a fact of a row that belongs to no conversation. `row` is what its service shows. */
export function recordRow(
  scope: Scope,
  organizationId: number,
  type: EventType,
  row: Readonly<Record<string, unknown>>,
  data: Readonly<Record<string, unknown>> = {}
): void {
  const event: EventRow = {
    organization_id: organizationId,
    id: newId(),
    conversation_id: null,
    seq: null,
    type,
    actor: stampOf(scope.actor),
    data: { id: row['id'], ...data },
    cause_id: scope.cause,
    created_at: scope.now.toISOString()
  }
  scope.ledger.add({ event, row })
}

function numbered(scope: Scope, thread: Thread, { type, data, by, patch }: Happening): EventRow {
  const at = scope.now.toISOString()
  const seq = thread.row.last_seq + 1
  amend(thread, { ...patch, last_seq: seq, updated_at: at })
  return {
    organization_id: thread.row.organization_id,
    id: newId(),
    conversation_id: thread.row.id,
    seq,
    type,
    actor: by ?? stampOf(scope.actor),
    data: data ?? {},
    cause_id: scope.cause,
    created_at: at
  }
}
