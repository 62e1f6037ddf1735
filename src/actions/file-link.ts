import { isShownInline } from '../model/file.ts'
import type { House } from './scope.ts'

/** What a link is made of. */
export interface Linked {
  readonly bucket_key: string
  readonly file_name: string | null
  readonly file_type: string | null
}

/** For one reader, who follows it at once. */
export const READER_SECONDS = 300

/** Signs a link to a file's bytes. What could carry script is only saved, and as bytes of no known type. */
export function linkTo({ store }: House, file: Linked, seconds = READER_SECONDS): Promise<string> {
  const type = file.file_type ?? ''
  const inline = isShownInline(type)
  return store.signDownload({
    key: file.bucket_key,
    fileName: file.file_name ?? 'file',
    contentType: inline || type === 'application/pdf' ? type : 'application/octet-stream',
    inline,
    seconds
  })
}
