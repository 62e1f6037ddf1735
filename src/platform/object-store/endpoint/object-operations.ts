import type { IncomingHttpHeaders } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { answer, answerXml, type Operation } from './exchange.ts'
import { textOf } from './payload.ts'
import { readRange } from './range.ts'
import { S3Refusal } from './s3-refusal.ts'
import type { About, Entry } from './shelf.ts'
import { decoded } from './target.ts'
import { insidesOf, leaf, textsOf, xmlPage } from './xml.ts'

export const put: Operation = async ({ request, response, target, bucket, payload }) => {
  if (request.headers['if-none-match'] === '*' && (await bucket.shelf.find(target.key)))
    throw new S3Refusal('PreconditionFailed')
  const { etag } = await bucket.shelf.write(target.key, aboutIn(request.headers), payload, bucket.bounds)
  answer(response, 200, { ETag: `"${etag}"` })
}

export const copy: Operation = async ({ request, response, target, bucket, buckets }) => {
  const source = decoded(String(request.headers['x-amz-copy-source'])).replace(/^\//, '')
  const [from = '', ...names] = source.split('/')
  const found = await (await buckets.open(from)).shelf.find(names.join('/'))
  if (!found) throw new S3Refusal('NoSuchKey')
  // Between buckets the bytes would have to be found in another directory.
  if (from !== bucket.name) throw new S3Refusal('NotImplemented', 'copies between buckets are not offered')
  const about = request.headers['x-amz-metadata-directive'] === 'REPLACE' ? aboutIn(request.headers) : found
  const { etag, modified_at } = await bucket.shelf.copy(found, target.key, {
    content_type: about.content_type,
    content_disposition: about.content_disposition,
    metadata: about.metadata
  })
  answerXml(response, xmlPage('CopyObjectResult', [leaf('ETag', `"${etag}"`), leaf('LastModified', modified_at)]))
}

export const remove: Operation = async ({ response, target, bucket }) => {
  await bucket.shelf.remove(target.key)
  answer(response, 204)
}

export const head: Operation = async ({ response, target, bucket }) => {
  const entry = await bucket.shelf.find(target.key)
  if (!entry) throw new S3Refusal('NoSuchKey')
  answer(response, 200, { ...headersOf(entry, target.query), 'Content-Length': String(entry.size) })
}

export const get: Operation = async ({ request, response, target, bucket }) => {
  const found = await bucket.shelf.open(target.key)
  if (!found) throw new S3Refusal('NoSuchKey')
  const { entry, handle } = found
  try {
    const headers = headersOf(entry, target.query)
    if (request.headers['if-none-match'] === headers['ETag']) return answer(response, 304, headers)
    const range = rangeIn(request.headers.range, entry, response)
    const { from, to } = range ?? { from: 0, to: entry.size - 1 }
    response.writeHead(range ? 206 : 200, {
      ...headers,
      'Content-Length': to - from + 1,
      ...(range && { 'Content-Range': `bytes ${from}-${to}/${entry.size}` })
    })
    if (entry.size === 0) response.end()
    else await pipeline(handle.createReadStream({ start: from, end: to, autoClose: false }), response)
  } finally {
    await handle.close()
  }
}

export const beginParts: Operation = async ({ request, response, target, bucket }) => {
  const uploadId = await bucket.parts.begin(target.key, aboutIn(request.headers))
  const lines = [leaf('Bucket', bucket.name), leaf('Key', target.key), leaf('UploadId', uploadId)]
  answerXml(response, xmlPage('InitiateMultipartUploadResult', lines))
}

export const putPart: Operation = async ({ response, target, bucket, payload }) => {
  const number = Number(target.query.get('partNumber'))
  const etag = await bucket.parts.write(target.query.get('uploadId') ?? '', target.key, number, payload)
  answer(response, 200, { ETag: `"${etag}"` })
}

export const completeParts: Operation = async ({ response, target, bucket, payload }) => {
  const names = insidesOf(await textOf(payload), 'Part').map(part => ({
    number: Number(textsOf(part, 'PartNumber')[0]),
    etag: (textsOf(part, 'ETag')[0] ?? '').replaceAll('"', '')
  }))
  const { etag } = await bucket.parts.complete(target.query.get('uploadId') ?? '', target.key, names, bucket.shelf)
  const lines = [leaf('Bucket', bucket.name), leaf('Key', target.key), leaf('ETag', `"${etag}"`)]
  answerXml(response, xmlPage('CompleteMultipartUploadResult', lines))
}

export const abortParts: Operation = async ({ response, target, bucket }) => {
  await bucket.parts.abort(target.query.get('uploadId') ?? '', target.key)
  answer(response, 204)
}

function aboutIn(headers: IncomingHttpHeaders): About {
  return {
    content_type: headers['content-type'] ?? 'application/octet-stream',
    content_disposition: headers['content-disposition'] ?? null,
    metadata: Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) =>
        name.startsWith('x-amz-meta-') ? [[name, String(value)]] : []
      )
    )
  }
}

/** Whatever an object is, a browser that opens it runs nothing of it. */
const HARMLESS = {
  'Accept-Ranges': 'bytes',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; sandbox"
}

function headersOf(entry: Entry, query: URLSearchParams): Record<string, string> {
  const disposition = query.get('response-content-disposition') ?? entry.content_disposition
  const caching = query.get('response-cache-control')
  return {
    ...entry.metadata,
    ...HARMLESS,
    ETag: `"${entry.etag}"`,
    'Last-Modified': new Date(entry.modified_at).toUTCString(),
    'Content-Type': query.get('response-content-type') ?? entry.content_type,
    ...(disposition && { 'Content-Disposition': disposition }),
    ...(caching && { 'Cache-Control': caching })
  }
}

function rangeIn(
  header: string | undefined,
  { size }: Entry,
  response: { setHeader(name: string, value: string): void }
) {
  try {
    return readRange(header, size)
  } catch (error) {
    response.setHeader('Content-Range', `bytes */${size}`)
    throw error
  }
}
