import type { Static } from 'typebox'
import { act, type House } from '../../actions/scope.ts'
import { signFile } from '../../actions/sign-file.ts'
import type { UploadRow } from '../../actions/upload-row.ts'
import { type Call, memberOf } from '../call.ts'
import { pickFields } from '../select.ts'
import type { uploadDataSchema } from './s3-url-signing.schema.ts'

/** No upload is let in later than that. */
const SECONDS = 300

export class S3UrlSigning {
  readonly #house: House

  constructor(house: House) {
    this.#house = house
  }

  async create({ type, ...draft }: Static<typeof uploadDataSchema>, call: Call): Promise<object> {
    const purpose = type ?? 'conversation-file'
    const upload = await act(this.#house, memberOf(call), scope => signFile(scope, { ...draft, purpose }))
    return pickFields(await this.#signed(upload), call.select)
  }

  async #signed(upload: UploadRow): Promise<object> {
    const { store, bucket, clock } = this.#house
    const { bucket_key: key, file_type: contentType, file_size: contentLength } = upload
    const wanted = { key, contentType, contentLength, seconds: SECONDS }
    const expires_at = new Date(clock.now().getTime() + SECONDS * 1_000).toISOString()
    const [put, post] = await Promise.all([store.signUpload(wanted), store.signPost(wanted)])
    return {
      id: upload.id,
      url: put.url,
      method: 'PUT',
      headers: put.headers,
      s3Path: `s3://${bucket}/${key}`,
      s3PathWithoutBucket: key,
      expires_at,
      post
    }
  }
}
