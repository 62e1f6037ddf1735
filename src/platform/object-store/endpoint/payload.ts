import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { ChunkDecoder } from './aws-chunked.ts'
import { type Algorithm, algorithmOf, createSum, type Sum } from './checksum.ts'
import { type S3Code, S3Refusal } from './s3-refusal.ts'
import { UNSIGNED } from './signature.ts'
import type { Target } from './target.ts'

/** The bytes of a request, and what was promised about them. */
export interface Payload {
  readonly stream: Readable
  /** In bytes; null: nobody said. */
  readonly size: number | null
  readonly promises: readonly Promised[]
}

/** A sum over the bytes that must come out as promised; some promises arrive behind the bytes. */
export interface Promised {
  readonly sum: Sum
  expected(): Buffer
  readonly otherwise: S3Code
}

const CHUNKED = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'
const MOST_TEXT_BYTES = 2 * 1024 * 1024

/** @throws S3Refusal for ways of sending that are not offered */
export function payloadOf(request: IncomingMessage, { query }: Target, payloadHash: string): Payload {
  const { headers } = request
  // A signed address carries in its query what else stands in headers.
  const said = { ...Object.fromEntries(query), ...headers }
  const promises = [...promisedHash(payloadHash), ...promisedSums(said)]
  if (payloadHash === CHUNKED) return chunked(request, promises)
  if (String(headers['content-encoding'] ?? '').includes('aws-chunked')) throw new S3Refusal('NotImplemented')
  return { stream: request, size: sizeIn(headers['content-length']), promises }
}

/** A short body, such as a list, whole. @throws S3Refusal */
export async function textOf({ stream, promises }: Payload): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream) {
    bytes += chunk.length
    if (bytes > MOST_TEXT_BYTES) throw new S3Refusal('EntityTooLarge')
    chunks.push(chunk)
    for (const { sum } of promises) sum.update(chunk)
  }
  mustBeKept(promises)
  return Buffer.concat(chunks).toString()
}

/** @throws S3Refusal */
export function mustBeKept(promises: readonly Promised[]): void {
  for (const { sum, expected, otherwise } of promises) {
    if (!sum.digest().equals(expected())) throw new S3Refusal(otherwise)
  }
}

function chunked(request: IncomingMessage, promises: readonly Promised[]): Payload {
  const decoder = new ChunkDecoder()
  const announced = String(request.headers['x-amz-trailer'] ?? '').toLowerCase()
  const algorithm = algorithmOf(announced)
  const behind: Promised[] = algorithm
    ? [promise(algorithm, () => Buffer.from(decoder.trailers.get(announced) ?? '', 'base64'))]
    : []
  request.on('error', error => decoder.destroy(error))
  request.on('close', () => request.complete || decoder.destroy(new S3Refusal('IncompleteBody')))
  return {
    stream: request.pipe(decoder),
    size: sizeIn(request.headers['x-amz-decoded-content-length']),
    promises: [...promises, ...behind]
  }
}

function promisedHash(hash: string): Promised[] {
  if (hash === UNSIGNED || hash === CHUNKED) return []
  if (!/^[0-9a-f]{64}$/.test(hash))
    throw new S3Refusal('NotImplemented', 'the body is hashed in a way that is not offered')
  return [promise('sha256', () => Buffer.from(hash, 'hex'), 'XAmzContentSHA256Mismatch')]
}

function promisedSums(headers: IncomingHttpHeaders): Promised[] {
  const md5 = headers['content-md5']
  const sums = Object.entries(headers).flatMap(([name, value]) => {
    const algorithm = algorithmOf(name)
    return algorithm ? [promise(algorithm, () => Buffer.from(String(value), 'base64'))] : []
  })
  return md5 === undefined ? sums : [...sums, promise('md5', () => Buffer.from(String(md5), 'base64'))]
}

function promise(algorithm: Algorithm, expected: () => Buffer, otherwise: S3Code = 'BadDigest'): Promised {
  return { sum: createSum(algorithm), expected, otherwise }
}

function sizeIn(header: string | string[] | undefined): number | null {
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : null
}
