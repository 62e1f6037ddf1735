import { Refusal } from '../model/errors.ts'
import { mostBytesOf, type UploadPurpose } from '../model/file.ts'
import { plain } from '../platform/file-types.ts'
import { newId } from '../platform/ids.ts'
import { prepared } from '../platform/set-wise.ts'
import { accessConversation, mustBeAtLeast } from './access.ts'
import { mustHaveRoom } from './file-quota.ts'
import type { Scope } from './scope.ts'
import { UPLOAD_COLUMNS, type UploadRow, uploadKey } from './upload-row.ts'

export interface UploadDraft {
  readonly conversation_id?: number
  readonly purpose: UploadPurpose
  readonly file_name: string
  readonly file_type: string
  /** In bytes. */
  readonly file_size: number
}

const INSERT = `
  insert into uploads (organization_id, id, conversation_id, purpose, bucket_key, file_name, file_type, file_size, created_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning ${UPLOAD_COLUMNS}`

/**
 * Promises room for one file. Nothing is there yet; what nobody confirms within a day is swept.
 * @throws Refusal `forbidden`, `not_found`, `not_possible`, `file_type_not_allowed`, `file_too_large`, `file_quota_exceeded`
 */
export async function signFile(scope: Scope, draft: UploadDraft): Promise<UploadRow> {
  mustBeAtLeast(scope.actor, 'agent')
  const file_type = plain(draft.file_type)
  mustBeTaken(draft, file_type)
  mustBelongSomewhere(draft)
  if (draft.conversation_id !== undefined) await accessConversation(scope, draft.conversation_id, 'reply')
  await mustHaveRoom(scope, draft.file_size)

  const { organization_id } = scope.actor
  const id = newId()
  const [row] = await scope.tx.query<UploadRow>(
    prepared(INSERT, [
      organization_id,
      id,
      draft.conversation_id ?? null,
      draft.purpose,
      uploadKey(organization_id, id, draft.file_name),
      draft.file_name,
      file_type,
      draft.file_size,
      scope.now.toISOString()
    ])
  )
  if (!row) throw new Error('an insert returned no upload')
  return row
}

/** What is kept ready, and whose face it is, everybody sees; a conversation would hide it. */
function mustBelongSomewhere({ purpose, conversation_id }: UploadDraft): void {
  if (purpose === 'conversation-file' || conversation_id === undefined) return
  throw new Refusal('not_possible', {
    message: `A file of type ${purpose} belongs to no conversation.`,
    data: { field: 'conversation_id' }
  })
}

function mustBeTaken({ file_size, purpose }: UploadDraft, type: string): void {
  const most = mostBytesOf(type, purpose)
  if (most === null) throw new Refusal('file_type_not_allowed', { data: { field: 'file_type', file_type: type } })
  if (file_size > most) throw new Refusal('file_too_large', { data: { field: 'file_size', limit: most } })
}
