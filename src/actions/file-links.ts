import type { Part } from '../channels/channel.ts'
import { UNKNOWN_TYPE } from '../platform/file-types.ts'
import { isUuid } from '../platform/ids.ts'
import { prepared } from '../platform/set-wise.ts'
import type { House } from './scope.ts'

// Providers fetch within minutes, and try again for a while.
const PROVIDER_SECONDS = 6 * 3_600

interface LinkedFile {
  readonly bucket_key: string
  readonly file_name: string | null
  readonly file_type: string | null
}

/**
 * Fresh links for the file of a part, by its id, that outlive the provider's fetch. What has been deleted meanwhile has
 * none. Each link is an address of its own, so that nobody's cache answers for it.
 */
export async function fileLinks(
  house: House,
  organizationId: number,
  { file_id }: Part
): Promise<Readonly<Record<string, string>>> {
  if (!isUuid(file_id)) return {}
  const [file] = await house.database.query<LinkedFile>(
    prepared(
      `select bucket_key, file_name, file_type from files where organization_id = $1 and id = $2 and deleted_at is null`,
      [organizationId, file_id]
    )
  )
  return file ? { [file_id]: await linkTo(house, file) } : {}
}

function linkTo({ store }: House, file: LinkedFile): Promise<string> {
  return store.signDownload({
    key: file.bucket_key,
    fileName: file.file_name ?? 'file',
    contentType: file.file_type ?? UNKNOWN_TYPE,
    inline: false,
    seconds: PROVIDER_SECONDS
  })
}
