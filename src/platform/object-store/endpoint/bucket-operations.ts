import { answer, answerXml, type Exchange, type Operation } from './exchange.ts'
import { listObjects } from './listing.ts'
import { textOf } from './payload.ts'
import { takeForm } from './post-form.ts'
import { mustObeyPolicy } from './post-policy.ts'
import { S3Refusal } from './s3-refusal.ts'
import { plainPayload } from './write-file.ts'
import { branch, leaf, textsOf, xmlPage } from './xml.ts'

const MOST_KEYS = 1_000

export const headBucket: Operation = async ({ response }) => answer(response, 200)

export const list: Operation = async ({ response, bucket, target }) =>
  answerXml(response, await listObjects(bucket.shelf, bucket.name, target.query))

export const removeMany: Operation = async ({ response, bucket, payload }) => {
  const keys = textsOf(await textOf(payload), 'Key')
  if (keys.length === 0 || keys.length > MOST_KEYS) throw new S3Refusal('MalformedXML')
  for (const key of keys) await bucket.shelf.remove(key)
  answerXml(
    response,
    xmlPage(
      'DeleteResult',
      keys.map(key => branch('Deleted', [leaf('Key', key)]))
    )
  )
}

export const allowOrigins: Operation = async ({ response, buckets, bucket, payload }) => {
  await buckets.allowOrigins(bucket.name, textsOf(await textOf(payload), 'AllowedOrigin'))
  answer(response, 200)
}

/** A form of a page, signed by its policy rather than by its headers. */
export async function postForm({ request, response, target, signer, buckets }: Exchange): Promise<void> {
  const { shelf, bounds } = await buckets.open(target.bucket)
  const fields = await takeForm(request, async (form, file) => {
    const allowed = mustObeyPolicy(form, target.bucket, signer)
    const key = form.get('key')
    if (!key) throw new S3Refusal('InvalidArgument', 'the form has no key')
    const about = {
      content_type: form.get('content-type') ?? 'application/octet-stream',
      content_disposition: form.get('content-disposition') ?? null,
      metadata: Object.fromEntries([...form].filter(([name]) => name.startsWith('x-amz-meta-')))
    }
    const within = { least: allowed.least, most: Math.min(allowed.most, bounds.most) }
    const { etag } = await shelf.write(key, about, plainPayload(file), within)
    return { etag, status: form.get('success_action_status') }
  })
  const status = fields.status === '200' || fields.status === '201' ? Number(fields.status) : 204
  answer(response, status, { ETag: `"${fields.etag}"` })
}
