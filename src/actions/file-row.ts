import type { ActorStamp } from '../model/actor.ts'
import type { MediaKind } from '../model/message.ts'
import type { House } from './scope.ts'

/** A file as `/conversation-files` shows it, but for its links. */
export type FileRow = {
  readonly organization_id: number
  readonly id: string
  readonly conversation_id: number | null
  readonly message_id: string | null
  readonly s3_key: string
  readonly file_name: string | null
  readonly file_type: string | null
  readonly file_size: number | null
  readonly file_category: MediaKind
  readonly state: 'ready' | 'pending' | 'expired' | 'failed'
  readonly created_by: ActorStamp
  readonly created_at: string
  readonly updated_at: string
  readonly deleted_at: string | null
}

/** The key as whoever uploaded it knows it, as SQL over `files page`. The bytes lie elsewhere meanwhile. */
export const S3_KEY = 'coalesce(page.upload_key, page.bucket_key)'

/** The columns of a `FileRow` over `files page`. */
export const FILE_COLUMNS = `
  page.organization_id, page.id, page.conversation_id, page.message_id, ${S3_KEY} as s3_key, page.file_name,
  page.file_type, page.file_size, page.category as file_category, page.state, page.created_by, page.created_at,
  page.updated_at, page.deleted_at`

/** The stable address of a file's bytes, the same for every reader; who may have them is asked there. */
export function contentUrl({ publicUrl }: Pick<House, 'publicUrl'>, fileId: string): string {
  return `${publicUrl}/conversation-files/${fileId}/content`
}
