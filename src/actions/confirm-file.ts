import type { Actor } from '../model/actor.ts'
import { stampOf } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { categoryOfType, type FileCategory } from '../model/file.ts'
import { plain } from '../platform/file-types.ts'
import { prepared } from '../platform/set-wise.ts'
import { accessConversation, mustBeAtLeast } from './access.ts'
import { examineBytes } from './examine-bytes.ts'
import { FILE_COLUMNS, type FileRow } from './file-row.ts'
import type { Thread } from './ledger.ts'
import { record, recordRow } from './record.ts'
import { act, type House, type Scope } from './scope.ts'
import { keptKey, UPLOAD_COLUMNS, type UploadRow } from './upload-row.ts'

/** What whoever has uploaded says of it. What is said must be so. */
export interface Confirmation {
  readonly s3_key: string
  readonly conversation_id?: number
  readonly file_name?: string
  readonly file_type?: string
  readonly file_size?: number
  readonly file_category?: FileCategory
}

/** An upload whose bytes have been looked at and lie where only the house can write. */
export interface Examined {
  readonly upload: UploadRow
  readonly confirmation: Confirmation
  /** null: it had become a file before. */
  readonly bucket_key: string | null
}

/**
 * Looks at what was uploaded, outside of any transaction: it is moved away from whoever uploaded it, and then read.
 * @throws Refusal `forbidden`, `not_found`, `unknown_upload`, `file_missing`, `file_mismatch`
 */
export async function examineUpload(house: House, actor: Actor, confirmation: Confirmation): Promise<Examined> {
  const { upload, bucket_key } = await act(house, actor, scope => claim(scope, confirmation))
  if (bucket_key !== null) await examineBytes(house, upload, bucket_key)
  return { upload, confirmation, bucket_key }
}

/** Makes an examined upload a file; the same upload is the same file, however often it is confirmed. */
export async function keepUpload(scope: Scope, { upload, confirmation, bucket_key }: Examined): Promise<FileRow> {
  const conversationId = upload.conversation_id ?? confirmation.conversation_id ?? null
  const thread = conversationId === null ? null : await accessConversation(scope, conversationId, 'reply')
  const fresh = bucket_key === null ? undefined : await insert(scope, { upload, confirmation, bucket_key }, thread)
  if (!fresh) return readFile(scope, upload.id)

  if (thread) record(scope, thread, { type: 'file.added', data: { id: fresh.id }, row: fresh })
  else recordRow(scope, fresh.organization_id, 'file.added', fresh)
  return fresh
}

/** Writes down where the bytes will lie before they do. */
async function claim(scope: Scope, confirmation: Confirmation): Promise<Pick<Examined, 'upload' | 'bucket_key'>> {
  mustBeAtLeast(scope.actor, 'agent')
  const upload = await mustBeSigned(scope, confirmation.s3_key)
  if (upload.conversation_id !== null) await accessConversation(scope, upload.conversation_id, 'reply')
  mustAgree(upload, confirmation)
  if (await isFile(scope, upload.id)) return { upload, bucket_key: null }
  const bucket_key = keptKey(upload)
  await scope.tx.query(
    prepared('update uploads set kept_keys = array_append(kept_keys, $3) where organization_id = $1 and id = $2', [
      upload.organization_id,
      upload.id,
      bucket_key
    ])
  )
  return { upload, bucket_key }
}

async function mustBeSigned({ tx, actor }: Scope, key: string): Promise<UploadRow> {
  const [upload] = await tx.query<UploadRow>(
    prepared(
      `select ${UPLOAD_COLUMNS} from uploads where organization_id = $1 and bucket_key = $2 and purpose <> 'link'`,
      [actor.organization_id, key]
    )
  )
  if (!upload) throw new Refusal('unknown_upload', { data: { field: 's3_key' } })
  return upload
}

function mustAgree(upload: UploadRow, { conversation_id, file_type, file_size, file_category }: Confirmation): void {
  const said = {
    conversation_id: upload.conversation_id === null ? undefined : conversation_id,
    file_type: file_type === undefined ? undefined : plain(file_type),
    file_size
  }
  for (const field of ['conversation_id', 'file_type', 'file_size'] as const) {
    if (said[field] !== undefined && said[field] !== upload[field]) throw mismatch(field)
  }
  // Anything may be sent as a file; a file is nothing else.
  if (file_category !== undefined && file_category !== 'file' && file_category !== categoryOfType(upload.file_type))
    throw mismatch('file_category')
}

function mismatch(field: string): Refusal {
  return new Refusal('file_mismatch', { data: { field } })
}

async function isFile({ tx, actor }: Scope, id: string): Promise<boolean> {
  const found = await tx.query(
    prepared('select 1 from files where organization_id = $1 and id = $2', [actor.organization_id, id])
  )
  return found.length > 0
}

async function readFile({ tx, actor }: Scope, id: string): Promise<FileRow> {
  const [row] = await tx.query<FileRow>(
    prepared(`select ${FILE_COLUMNS} from files page where organization_id = $1 and id = $2 and deleted_at is null`, [
      actor.organization_id,
      id
    ])
  )
  if (!row) throw new Refusal('unknown_upload', { data: { field: 's3_key' } })
  return row
}

const INSERT = `
  with page as (
    insert into files (organization_id, id, conversation_id, bucket_key, upload_key, file_name, file_type, file_size,
      category, state, created_by, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'ready', $10, $11::timestamptz, $11::timestamptz)
    on conflict (organization_id, id) do nothing
    returning *
  )
  select ${FILE_COLUMNS} from page`

async function insert(
  scope: Scope,
  { upload, confirmation, bucket_key }: Examined & { readonly bucket_key: string },
  thread: Thread | null
): Promise<FileRow | undefined> {
  const [row] = await scope.tx.query<FileRow>(
    prepared(INSERT, [
      upload.organization_id,
      upload.id,
      thread?.row.id ?? null,
      bucket_key,
      upload.bucket_key,
      confirmation.file_name ?? upload.file_name,
      upload.file_type,
      upload.file_size,
      confirmation.file_category ?? categoryOfType(upload.file_type) ?? 'file',
      JSON.stringify(stampOf(scope.actor)),
      scope.now.toISOString()
    ])
  )
  return row
}
