import type { OutgoingFile } from '../actions/outgoing-file.ts'
import type { Readiness } from '../actions/prepare-delivery.ts'
import { forgetProviderMedia, keepProviderMedia, type MediaKey, providerMediaId } from '../actions/provider-media.ts'
import { act, type House } from '../actions/scope.ts'
import type { UploadAnswer, UploadDialect } from '../channels/channel.ts'
import { multipart } from '../platform/multipart.ts'

type Ready = Extract<Readiness, { kind: 'go' }>

/** The provider has what the part needs, or why not. */
export type Brought =
  | {
      readonly kind: 'here'
      /** Its own ids by ours. Empty: it follows links. */
      readonly media: Readonly<Record<string, string>>
      /** The id is one of an earlier message. */
      readonly isOld: boolean
    }
  | Exclude<UploadAnswer, { kind: 'kept' }>

/** For the whole of the longest file. */
export const UPLOAD_SECONDS = 300

const BY_LINK: Brought = { kind: 'here', media: {}, isOld: false }

/**
 * Sees to it that the provider has the file of a part, where it cannot follow a link to it; `beforeUpload` is called
 * when this is going to take a while. Outside of any transaction. Never throws for what the network does.
 * @throws ObjectStoreUnavailable
 */
export async function bringMedia(house: House, ready: Ready, beforeUpload: () => Promise<void>): Promise<Brought> {
  const { file, channel } = ready
  const { uploads } = house.channel(channel.channel_type)
  if (!file || !uploads?.needed(file.link, channel.account)) return BY_LINK
  const key = keyOf(ready, file)
  const known = await providerMediaId(house, key)
  if (known !== null) return { kind: 'here', media: { [file.id]: known }, isOld: true }

  await beforeUpload()
  const answer = await upload(house, uploads, ready, file)
  if (answer.kind !== 'kept') return answer
  const { provider_media_id, days } = answer
  await act(house, uploaderOf(ready), scope => keepProviderMedia(scope, key, provider_media_id, days))
  return { kind: 'here', media: { [file.id]: provider_media_id }, isOld: false }
}

/** The provider does not know the id any more. */
export async function forgetMedia(house: House, ready: Ready): Promise<void> {
  const { file } = ready
  if (file) await act(house, uploaderOf(ready), scope => forgetProviderMedia(scope, keyOf(ready, file)))
}

async function upload(
  house: House,
  uploads: UploadDialect,
  { channel }: Ready,
  file: OutgoingFile
): Promise<UploadAnswer> {
  const { store, web } = house
  const stored = await store.head(file.bucket_key)
  if (!stored) return { kind: 'rejected', error: MISSING }
  const { url, headers, fields, file: slot } = uploads.request(file, channel.account)
  const form = multipart(fields, {
    field: slot.field,
    fileName: slot.file_name,
    contentType: slot.file_type,
    size: stored.size,
    body: await store.read(file.bucket_key)
  })
  const request = { method: 'POST', url, headers: { ...headers, ...form.headers }, body: form.body } as const
  return uploads.read(await web.request(request, { timeoutMs: UPLOAD_SECONDS * 1_000 }))
}

const MISSING = { class: 'media', provider_code: null, message: 'The bytes of the file are not there.' } as const

function keyOf({ channel: { organization_id, id } }: Ready, file: OutgoingFile): MediaKey {
  return { organization_id, channel_id: id, file_id: file.id }
}

function uploaderOf({ channel: { organization_id } }: Ready) {
  return { kind: 'system', organization_id, name: 'deliver' } as const
}
