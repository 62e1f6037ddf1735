import { S3Refusal } from './s3-refusal.ts'

/** What a request is about. */
export interface Target {
  /** As the client wrote it; it is part of the signature. */
  readonly path: string
  readonly query: URLSearchParams
  readonly bucket: string
  /** Empty: the bucket itself. */
  readonly key: string
}

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const MOST_KEY_BYTES = 1_024

/** Reads a path-style address below `mount`. @throws S3Refusal */
export function readTarget(url: string, mount: string): Target {
  const [path = '', ...rest] = url.split('?')
  // A plus is a plus: S3 does not read forms here.
  const query = new URLSearchParams(rest.join('?').replaceAll('+', '%2B'))
  const [bucket = '', ...names] = path.slice(mount.length + 1).split('/')
  if (!BUCKET.test(bucket)) throw new S3Refusal('InvalidBucketName')
  const key = decoded(names.join('/'))
  if (Buffer.byteLength(key) > MOST_KEY_BYTES) throw new S3Refusal('KeyTooLongError')
  mustBeKnown(query)
  return { path, query, bucket, key }
}

/** @throws S3Refusal `InvalidURI` */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new S3Refusal('InvalidURI')
  }
}

const KNOWN = new Set([
  ...['x-id', 'cors', 'delete', 'uploads', 'uploadId', 'partNumber'],
  ...[
    'list-type',
    'prefix',
    'delimiter',
    'max-keys',
    'continuation-token',
    'start-after',
    'encoding-type',
    'fetch-owner'
  ],
  ...['response-content-type', 'response-content-disposition', 'response-cache-control']
])

// `PUT key?acl` must not become the object's new content.
function mustBeKnown(query: URLSearchParams): void {
  for (const name of query.keys()) {
    if (!KNOWN.has(name) && !/^x-amz-/i.test(name)) throw new S3Refusal('NotImplemented', `${name} is not offered`)
  }
}
