import { isDeepStrictEqual } from 'node:util'
import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Draft } from './draft.ts'
import type { Thread } from './ledger.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'
import { survivorOf } from './survivor.ts'

/**
 * The message that was said under the same `client_id` in the same conversation.
 * @throws Refusal `idempotency_conflict` where it says something else
 */
export async function earlierTwin(scope: Scope, { row }: Thread, draft: Draft): Promise<MessageRow | null> {
  if (!draft.client_id) return null
  const [message] = await scope.tx.query<MessageRow>(
    prepared('select * from messages where organization_id = $1 and conversation_id = $2 and client_id = $3', [
      row.organization_id,
      row.id,
      draft.client_id
    ])
  )
  if (!message) return null
  if (!saysTheSame(message, draft)) throw new Refusal('idempotency_conflict', { data: { field: 'client_id' } })
  return message
}

/** What the house has filled in or somebody has edited since is not held against it. */
function saysTheSame(message: MessageRow, draft: Draft): boolean {
  const { message_type, message_text = null, reply_to_message_id = null, file_ids = [] } = draft
  if (message.message_type !== message_type || message.reply_to_message_id !== reply_to_message_id) return false
  const files = message.media.map(each => each.file_id)
  if (files.length !== file_ids.length || file_ids.some(id => !files.includes(id))) return false
  if (message_type === 'template' || message.edited_at !== null) return true
  return message.message_text === message_text && isDeepStrictEqual(message.content, draft.content ?? null)
}

/**
 * The message of the same conversation that a draft replies to; null: to none.
 * @throws Refusal `unknown_reference`
 */
export async function quotedMessage(scope: Scope, { row }: Thread, draft: Draft): Promise<MessageRow | null> {
  if (!draft.reply_to_message_id) return null
  const [message] = await scope.tx.query<MessageRow>(
    prepared('select * from messages where organization_id = $1 and id = $2 and conversation_id = $3', [
      row.organization_id,
      draft.reply_to_message_id,
      row.id
    ])
  )
  if (!message) throw new Refusal('unknown_reference', { data: { field: 'reply_to_message_id' } })
  return message
}

/**
 * Of whoever the draft names; one that was merged stands for whom it is shown as.
 * @throws Refusal `unknown_reference` where a draft names another contact than the conversation's
 */
export async function mustBeAbout(scope: Scope, { row }: Thread, { contact_id }: Draft): Promise<void> {
  if (contact_id === undefined || contact_id === row.contact_id) return
  if ((await survivorOf(scope.tx, row.organization_id, contact_id)) === row.contact_id) return
  throw new Refusal('unknown_reference', { data: { field: 'contact_id' } })
}
