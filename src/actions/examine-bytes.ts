import { buffer } from 'node:stream/consumers'
import { Refusal } from '../model/errors.ts'
import { TELLING_BYTES, typeOf } from '../platform/file-types.ts'
import { NoSuchObject } from '../platform/object-store/index.ts'
import type { House } from './scope.ts'
import type { UploadRow } from './upload-row.ts'

/**
 * Moves uploaded bytes out of the reach of whoever uploaded them and looks at them there: size, type as said, and type
 * as the first bytes show it. What does not fit is removed.
 * @throws Refusal `file_missing`, `file_mismatch`
 */
export async function examineBytes(house: House, upload: UploadRow, keptKey: string): Promise<void> {
  const { store } = house
  const found = await store.head(upload.bucket_key)
  if (!found) throw new Refusal('file_missing')
  if (found.size !== upload.file_size) throw mismatch('file_size')
  if (found.content_type !== upload.file_type) throw mismatch('file_type')
  await copy(house, upload, keptKey)
  try {
    // Another upload may have come between the two looks.
    const kept = await store.head(keptKey)
    if (kept?.size !== upload.file_size) throw mismatch('file_size')
    const head = await buffer(await store.read(keptKey, { from: 0, to: Math.min(TELLING_BYTES, kept.size) - 1 }))
    if ((await typeOf(head, upload.file_type)) !== upload.file_type) throw mismatch('file_type')
  } catch (error) {
    await store.remove([keptKey]).catch(() => {})
    throw error
  }
}

async function copy({ store }: House, { bucket_key, file_type }: UploadRow, keptKey: string): Promise<void> {
  try {
    await store.copy(bucket_key, keptKey, file_type)
  } catch (error) {
    throw error instanceof NoSuchObject ? new Refusal('file_missing') : error
  }
}

function mismatch(field: string): Refusal {
  return new Refusal('file_mismatch', { data: { field } })
}
