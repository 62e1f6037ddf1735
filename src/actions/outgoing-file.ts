import type { Part } from '../channels/channel.ts'
import { UNKNOWN_TYPE } from '../platform/file-types.ts'
import { isUuid } from '../platform/ids.ts'
import { prepared } from '../platform/set-wise.ts'
import type { House } from './scope.ts'

// Providers fetch within minutes, and try again for a while.
const PROVIDER_SECONDS = 6 * 3_600

interface StoredFile {
  readonly bucket_key: string
  readonly file_name: string | null
  readonly file_type: string | null
}

/** The file of a part on its way out. */
export interface OutgoingFile extends StoredFile {
  readonly id: string
  readonly file_type: string
  /** Outlives the provider's fetch. Each is an address of its own, so that nobody's cache answers for it. */
  readonly link: string
}

/** The file of a part with a fresh link to it. null: there is none, or it has been deleted meanwhile. */
export async function outgoingFile(
  house: House,
  organizationId: number,
  { file_id: id }: Part
): Promise<OutgoingFile | null> {
  if (!isUuid(id)) return null
  const [file] = await house.database.query<StoredFile>(
    prepared(
      `select bucket_key, file_name, file_type from files where organization_id = $1 and id = $2 and deleted_at is null`,
      [organizationId, id]
    )
  )
  return file ? { ...file, id, file_type: file.file_type ?? UNKNOWN_TYPE, link: await linkTo(house, file) } : null
}

function linkTo({ store }: House, file: StoredFile): Promise<string> {
  return store.signDownload({
    key: file.bucket_key,
    fileName: file.file_name ?? 'file',
    contentType: file.file_type ?? UNKNOWN_TYPE,
    inline: false,
    seconds: PROVIDER_SECONDS
  })
}
