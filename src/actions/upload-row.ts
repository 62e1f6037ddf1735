import type { UploadPurpose } from '../model/file.ts'
import { newId } from '../platform/ids.ts'

/** Bytes that somebody may put under a key, and has perhaps. */
export interface UploadRow {
  readonly organization_id: number
  readonly id: string
  readonly conversation_id: number | null
  readonly purpose: UploadPurpose
  /** Where whoever uploads may write, for a few minutes. */
  readonly bucket_key: string
  readonly file_name: string
  readonly file_type: string
  readonly file_size: number
  readonly created_at: string
}

export const UPLOAD_COLUMNS = `
  organization_id, id, conversation_id, purpose, bucket_key, file_name, file_type, file_size, created_at`

const LONGEST_NAME = 80

export function uploadKey(organizationId: number, id: string, fileName: string): string {
  const name = fileName.replace(/[^A-Za-z0-9._-]+/g, '-').slice(-LONGEST_NAME)
  return `${organizationId}/uploads/${id}/${name || 'file'}`
}

/** Where checked bytes lie, a new place for each try. Nobody was ever let in to write there. */
export function keptKey({ organization_id, id }: Pick<UploadRow, 'organization_id' | 'id'>): string {
  return `${organization_id}/files/${id}/${newId()}`
}
