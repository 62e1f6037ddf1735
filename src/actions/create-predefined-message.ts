import { isMember } from '../model/actor.ts'
import type { Predefined } from '../model/predefined-message.ts'
import { prepared } from '../platform/set-wise.ts'
import { mustBeAtLeast } from './access.ts'
import {
  alreadyThere,
  PREDEFINED_COLUMNS,
  type PredefinedDraft,
  type PredefinedRow,
  valuesOf,
  written
} from './predefined-row.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

const NEW: Predefined = {
  title: '',
  shortcut: null,
  content: '',
  message_type: 'text',
  media_url: null,
  filename: null,
  mime_type: null,
  files: []
}

const INSERT = `
  insert into predefined_messages (organization_id, title, shortcut, content, message_type, media_url, filename,
    mime_type, files, created_by_user_id, created_at, updated_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::timestamptz, $11::timestamptz)
  on conflict do nothing returning ${PREDEFINED_COLUMNS}`

/**
 * Keeps an answer ready for everybody.
 * @throws Refusal `forbidden`, `not_possible`, `unreadable_text`, `unknown_reference`, `unknown_upload`, `already_exists`
 */
export async function createPredefinedMessage(
  scope: Scope,
  draft: PredefinedDraft & { readonly title: string }
): Promise<PredefinedRow> {
  mustBeAtLeast(scope.actor, 'agent')
  const { actor } = scope
  const predefined = await written(scope, NEW, draft)
  const [row] = await scope.tx.query<PredefinedRow>(
    prepared(INSERT, [
      actor.organization_id,
      ...valuesOf(predefined),
      isMember(actor) ? actor.user_id : null,
      scope.now.toISOString()
    ])
  )
  if (!row) throw await alreadyThere(scope, predefined)
  recordRow(scope, actor.organization_id, 'predefined-message.created', row)
  return row
}
