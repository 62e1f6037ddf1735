import type { Actor } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { categoryOfType } from '../model/file.ts'
import { examineUpload, keepUpload } from './confirm-file.ts'
import type { ContactDetails } from './contact-details.ts'
import { contentUrl } from './file-row.ts'
import { act, type House } from './scope.ts'

const UPLOAD_KEY = /^\d+\/uploads\//

/**
 * Makes an uploaded picture a file, outside of the verb's transaction, and names its stable address in its stead. An
 * address stays as it is.
 * @throws Refusal `forbidden`, `unknown_upload`, `file_missing`, `file_mismatch`, `file_type_not_allowed`
 */
export async function bringAvatar<Details extends ContactDetails>(
  house: House,
  actor: Actor,
  details: Details
): Promise<Details> {
  const { avatar_url } = details
  if (!avatar_url || !UPLOAD_KEY.test(avatar_url)) return details
  const examined = await examineUpload(house, actor, { s3_key: avatar_url })
  const { file_type } = examined.upload
  if (categoryOfType(file_type) !== 'image')
    throw new Refusal('file_type_not_allowed', { data: { field: 'avatar_url', file_type } })
  const file = await act(house, actor, scope => keepUpload(scope, examined))
  return { ...details, avatar_url: contentUrl(house, file.id) }
}
