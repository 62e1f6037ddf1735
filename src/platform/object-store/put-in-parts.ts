import type { Readable } from 'node:stream'
import type { CompletedPart, S3Client } from '@aws-sdk/client-s3'

interface Target {
  readonly sdk: typeof import('@aws-sdk/client-s3')
  readonly client: S3Client
  readonly object: { readonly Bucket: string; readonly Key: string }
  readonly contentType: string
}

/** Every part but the last has at least 5 MB in S3; so much of a stream is in memory at once. */
const PART_BYTES = 8 * 1024 * 1024

/** Puts a stream of unknown length. What fits into one part goes at once. */
export async function putInParts(target: Target, body: Readable): Promise<void> {
  const { sdk, client, object, contentType } = target
  const pieces = inPieces(body)
  const first = await pieces.next()
  const second = first.done ? first : await pieces.next()
  if (first.done || second.done) {
    const Body = first.done ? new Uint8Array() : first.value
    await client.send(new sdk.PutObjectCommand({ ...object, Body, ContentType: contentType }))
    return
  }
  const { UploadId } = await client.send(new sdk.CreateMultipartUploadCommand({ ...object, ContentType: contentType }))
  const upload = { ...object, UploadId }
  try {
    const Parts: CompletedPart[] = []
    for await (const Body of concatenated([first.value, second.value], pieces)) {
      const PartNumber = Parts.length + 1
      const { ETag } = await client.send(new sdk.UploadPartCommand({ ...upload, PartNumber, Body }))
      Parts.push({ PartNumber, ETag })
    }
    await client.send(new sdk.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }))
  } catch (error) {
    await client.send(new sdk.AbortMultipartUploadCommand(upload)).catch(() => {})
    throw error
  }
}

async function* concatenated<Item>(begin: readonly Item[], rest: AsyncIterable<Item>): AsyncGenerator<Item> {
  yield* begin
  yield* rest
}

async function* inPieces(body: Readable): AsyncGenerator<Buffer, undefined> {
  let waiting: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    const piece = Buffer.from(chunk)
    waiting.push(piece)
    bytes += piece.length
    if (bytes < PART_BYTES) continue
    yield Buffer.concat(waiting)
    waiting = []
    bytes = 0
  }
  if (bytes > 0) yield Buffer.concat(waiting)
}
