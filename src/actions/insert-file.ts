import { stampOf } from '../model/actor.ts'
import type { MediaKind } from '../model/message.ts'
import { newId } from '../platform/ids.ts'
import { prepared } from '../platform/set-wise.ts'
import { FILE_COLUMNS, type FileRow } from './file-row.ts'
import type { Kept } from './keep-bytes.ts'
import type { Scope } from './scope.ts'

/** A file that is whole and may be seen. */
export interface NewFile {
  readonly conversation_id: number
  readonly message_id: string | null
  readonly file_name: string | null
  readonly category: MediaKind
  /** Where it came from. */
  readonly source: Readonly<Record<string, unknown>>
}

const INSERT = `
  with page as (
    insert into files (organization_id, id, conversation_id, message_id, bucket_key, file_name, file_type, file_size,
      category, state, source, sha256, created_by, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'ready', $10, $11, $12, $13::timestamptz, $13::timestamptz)
    returning *
  )
  select ${FILE_COLUMNS} from page`

/** Makes bytes that are in the store a file of a conversation, and answers with its id. */
export async function insertFile(scope: Scope, organizationId: number, file: NewFile, bytes: Kept): Promise<string> {
  return (await addFile(scope, organizationId, file, bytes)).id
}

/** The same, and answers with its row. */
export async function addFile(scope: Scope, organizationId: number, file: NewFile, bytes: Kept): Promise<FileRow> {
  const [row] = await scope.tx.query<FileRow>(
    prepared(INSERT, [
      organizationId,
      newId(),
      file.conversation_id,
      file.message_id,
      bytes.bucket_key,
      file.file_name,
      bytes.file_type,
      bytes.size,
      file.category,
      JSON.stringify(file.source),
      bytes.sha256,
      JSON.stringify(stampOf(scope.actor)),
      scope.now.toISOString()
    ])
  )
  if (!row) throw new Error('insert returned no file')
  return row
}

/** What bytes of a type are shown as. */
export function categoryOf(fileType: string): MediaKind {
  const family = fileType.split('/')[0]
  return family === 'image' || family === 'video' || family === 'audio' ? family : 'file'
}
