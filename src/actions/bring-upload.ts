import type { Member } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { type Confirmation, type Examined, examineUpload, keepUpload } from './confirm-file.ts'
import type { House, Scope } from './scope.ts'

/** An upload by its key or its path, and what whoever has uploaded says of it. */
export interface UploadSource extends Partial<Omit<Confirmation, 'conversation_id' | 'file_category'>> {
  /** `s3://bucket/key` */
  readonly s3_path?: string
}

/** The file that an upload is, or will be once it is kept. */
export interface BroughtUpload {
  readonly file_id: string
  /** null: it is a file already. */
  readonly examined: Examined | null
}

/**
 * Looks at an upload that a message names, outside of any transaction; null: the message names none.
 * @throws Refusal `forbidden`, `not_found`, `unknown_upload`, `file_missing`, `file_mismatch`
 */
export async function bringUpload(
  house: House,
  member: Member,
  conversation_id: number,
  { s3_key, s3_path, ...said }: UploadSource
): Promise<BroughtUpload | null> {
  const key = s3_key ?? keyIn(house, s3_path)
  if (key === undefined) return null
  if (s3_path !== undefined && keyIn(house, s3_path) !== key) {
    throw new Refusal('file_mismatch', { data: { field: 's3_path' } })
  }
  const file_id = await fileAt(house, member, key)
  if (file_id !== null) return { file_id, examined: null }
  const examined = await examineUpload(house, member, { ...said, s3_key: key, conversation_id })
  return { file_id: examined.upload.id, examined }
}

/** Makes files of what was looked at, in the transaction of the message that is sent with them. */
export async function keepUploads(scope: Scope, uploads: readonly Examined[]): Promise<void> {
  for (const upload of uploads) await keepUpload(scope, upload)
  // Whoever locks the conversation next reads its row.
  if (uploads.length > 0) await scope.ledger.write(scope.tx)
}

function keyIn({ bucket }: House, path: string | undefined): string | undefined {
  const prefix = `s3://${bucket}/`
  if (path === undefined) return undefined
  if (!path.startsWith(prefix)) throw new Refusal('unknown_upload', { data: { field: 's3_path' } })
  return path.slice(prefix.length)
}

/** An upload is forgotten after a day, and its file keeps the key. */
async function fileAt({ database }: House, { organization_id }: Member, key: string): Promise<string | null> {
  const [file] = await database.query<{ id: string }>(
    prepared('select id from files where organization_id = $1 and upload_key = $2 and deleted_at is null', [
      organization_id,
      key
    ])
  )
  return file?.id ?? null
}
