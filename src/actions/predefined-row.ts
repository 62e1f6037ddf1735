import { Refusal } from '../model/errors.ts'
import { missingField, type Predefined } from '../model/predefined-message.ts'
import { templateComplaint } from '../platform/liquid.ts'
import { prepared } from '../platform/set-wise.ts'
import { freeFiles } from './attached-files.ts'
import type { Scope } from './scope.ts'

/** An answer that is kept ready, as `/conversation-predefined-messages` shows it. */
export type PredefinedRow = Predefined & {
  readonly id: number
  readonly organization_id: number
  readonly created_by_user_id: number | null
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
  readonly deleted_at: string | null
}

export const PREDEFINED_COLUMNS = `id, organization_id, title, shortcut, content, message_type, media_url, filename,
  mime_type, files, created_by_user_id, version, created_at, updated_at, deleted_at`

/** What somebody writes of one. Fields left out stay. */
export interface PredefinedDraft extends Partial<Omit<Predefined, 'files'>> {
  /** Files of ours that belong to no conversation, in order. */
  readonly file_ids?: readonly string[]
}

/**
 * Locks a living one.
 * @throws Refusal `not_found`, `stale_version`
 */
export async function lockPredefined(scope: Scope, id: number, version: number | null): Promise<PredefinedRow> {
  const [row] = await scope.tx.query<PredefinedRow>(
    prepared(
      `select ${PREDEFINED_COLUMNS} from predefined_messages
       where organization_id = $1 and id = $2 and deleted_at is null for update`,
      [scope.actor.organization_id, id]
    )
  )
  if (!row) throw new Refusal('not_found')
  if (version !== null && version !== row.version) throw new Refusal('stale_version')
  return row
}

/**
 * Puts what is written over what is there.
 * @throws Refusal `not_possible`, `unreadable_text`, `unknown_reference`, `unknown_upload`
 */
export async function written(scope: Scope, there: Predefined, draft: PredefinedDraft): Promise<Predefined> {
  const { file_ids, ...fields } = draft
  const files = file_ids ? await freeFiles(scope, file_ids) : there.files
  const merged: Predefined = { ...there, ...fields, files }
  const whole = { ...merged, title: merged.title.trim(), shortcut: merged.shortcut?.replace(/^\//, '') ?? null }
  mustBeReadable(whole)
  const missing = missingField(whole)
  if (missing) {
    const message = `is required for a message of type ${whole.message_type}`
    throw new Refusal('not_possible', { message: `${missing} ${message}.`, data: { field: missing } })
  }
  if (typeof fields.media_url === 'string') await mustBeOurs(scope, fields.media_url)
  return whole
}

function mustBeReadable({ content }: Predefined): void {
  const objection = templateComplaint(content)
  if (objection) throw new Refusal('unreadable_text', { message: objection, data: { field: 'content' } })
}

/** A key, as it was signed, belongs to a file of the organization that no conversation hides. */
async function mustBeOurs({ tx, actor }: Scope, mediaUrl: string): Promise<void> {
  if (/^https?:\/\//.test(mediaUrl)) return
  const found = await tx.query(
    prepared(
      `select from files where organization_id = $1 and upload_key = $2 and conversation_id is null
         and state = 'ready' and deleted_at is null`,
      [actor.organization_id, mediaUrl]
    )
  )
  if (found.length === 0) throw new Refusal('unknown_upload', { data: { field: 'media_url' } })
}

/** The values of a row's own columns, in the order in which both statements take them. */
export function valuesOf(predefined: Predefined): unknown[] {
  const { title, shortcut, content, message_type, media_url, filename, mime_type, files } = predefined
  return [title, shortcut, content, message_type, media_url, filename, mime_type, JSON.stringify(files)]
}

/** Two living ones never share a title or a shortcut. */
export async function alreadyThere(scope: Scope, { title }: Predefined): Promise<Refusal> {
  const same = await scope.tx.query(
    prepared('select from predefined_messages where organization_id = $1 and title = $2 and deleted_at is null', [
      scope.actor.organization_id,
      title
    ])
  )
  return new Refusal('already_exists', { data: { field: same.length > 0 ? 'title' : 'shortcut' } })
}
