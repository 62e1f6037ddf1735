import { Readable } from 'node:stream'
import type { S3Client } from '@aws-sdk/client-s3'
import { contentDisposition } from './content-disposition.ts'
import {
  NoSuchObject,
  type ObjectStore,
  ObjectStoreUnavailable,
  type PutOptions,
  type SignedDownload,
  type SignedUpload
} from './object-store.ts'
import { putInParts } from './put-in-parts.ts'

/** Where a store is and how to prove oneself to it. */
export interface StoreAddress {
  /** null: AWS itself. */
  readonly endpoint: string | null
  /** As browsers and providers reach it. */
  readonly publicEndpoint: string | null
  readonly bucket: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly forcePathStyle: boolean
}

export interface StoreOptions {
  /** Asked at the first use: an embedded store has its address once the server listens. */
  readonly address: () => StoreAddress | Promise<StoreAddress>
  /** A call that holds a transaction open holds its locks for as long as the store likes: a programmer's error. */
  readonly isInsideTransaction?: () => boolean
}

const CONNECT_TIMEOUT_MS = 5_000
/** Without a byte, in either direction. */
const SILENCE_TIMEOUT_MS = 30_000
const MOST_KEYS_AT_ONCE = 1_000

/** Speaks to any S3. The SDK takes a quarter of a second to load and comes at the first use. */
export function createObjectStore({ address, isInsideTransaction = () => false }: StoreOptions): ObjectStore {
  let opened: Promise<Opened> | undefined
  const open = () => {
    opened ??= connect(address).catch(error => {
      opened = undefined
      throw error
    })
    return opened
  }

  /** Makes a call that goes over the network. */
  async function call<Result>(work: (opened: Opened) => Promise<Result>): Promise<Result> {
    if (isInsideTransaction()) throw new Error('the object store may not be called inside a database transaction')
    try {
      return await work(await open())
    } catch (error) {
      throw named(error)
    }
  }

  return {
    put: (key, body, about) => call(opened => put(opened, key, body, about)),
    head: key =>
      call(async ({ sdk, client, Bucket }) => {
        const answer = await client.send(new sdk.HeadObjectCommand({ Bucket, Key: key }))
        return { size: answer.ContentLength ?? 0, content_type: answer.ContentType ?? 'application/octet-stream' }
      }).catch(error => {
        if (error instanceof NoSuchObject) return null
        throw error
      }),
    read: (key, range) =>
      call(async ({ sdk, client, Bucket }) => {
        const Range = range && `bytes=${range.from}-${range.to}`
        const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket, Key: key, ...(Range && { Range }) }))
        if (!(Body instanceof Readable)) throw new ObjectStoreUnavailable('the store answered without a body')
        return Body
      }),
    copy: (from, to, contentType) => call(opened => copy(opened, from, to, contentType)),
    remove: keys => call(opened => remove(opened, keys)),
    signUpload: async upload => signUpload(await open(), upload),
    signPost: async upload => signPost(await open(), upload),
    signDownload: async download => signDownload(await open(), download),
    publicOrigin: async () => new URL(await signDownload(await open(), PROBE)).origin
  }
}

const PROBE: SignedDownload = { key: 'any', fileName: 'any', contentType: 'text/plain', inline: false, seconds: 1 }

interface Opened {
  readonly sdk: typeof import('@aws-sdk/client-s3')
  readonly client: S3Client
  /** Knows the address from outside, and only signs. */
  readonly signer: S3Client
  readonly Bucket: string
}

async function connect(address: StoreOptions['address']): Promise<Opened> {
  const [sdk, where] = await Promise.all([import('@aws-sdk/client-s3'), address()])
  const options = {
    region: where.region,
    credentials: { accessKeyId: where.accessKeyId, secretAccessKey: where.secretAccessKey },
    forcePathStyle: where.forcePathStyle,
    // Else the checksum of an empty body becomes part of every signed upload, and stores refuse the true one.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, socketTimeout: SILENCE_TIMEOUT_MS }
  } as const
  const clientAt = (endpoint: string | null) => new sdk.S3Client({ ...options, ...(endpoint && { endpoint }) })
  return {
    sdk,
    client: clientAt(where.endpoint),
    signer: clientAt(where.publicEndpoint ?? where.endpoint),
    Bucket: where.bucket
  }
}

async function put(
  { sdk, client, Bucket }: Opened,
  Key: string,
  body: Readable | Uint8Array,
  { contentType, contentLength }: PutOptions
): Promise<void> {
  const ContentLength = body instanceof Uint8Array ? body.byteLength : contentLength
  if (ContentLength === undefined && body instanceof Readable) {
    return putInParts({ sdk, client, object: { Bucket, Key }, contentType }, body)
  }
  await client.send(new sdk.PutObjectCommand({ Bucket, Key, Body: body, ContentType: contentType, ContentLength }))
}

async function copy({ sdk, client, Bucket }: Opened, from: string, to: string, contentType: string): Promise<void> {
  const CopySource = [Bucket, ...from.split('/')].map(encodeURIComponent).join('/')
  await client.send(
    new sdk.CopyObjectCommand({
      Bucket,
      Key: to,
      CopySource,
      ContentType: contentType,
      MetadataDirective: 'REPLACE'
    })
  )
}

async function remove({ sdk, client, Bucket }: Opened, keys: readonly string[]): Promise<void> {
  for (let from = 0; from < keys.length; from += MOST_KEYS_AT_ONCE) {
    const Objects = keys.slice(from, from + MOST_KEYS_AT_ONCE).map(Key => ({ Key }))
    const { Errors = [] } = await client.send(
      new sdk.DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } })
    )
    const [first] = Errors
    if (first) throw new ObjectStoreUnavailable(`${Errors.length} objects were not removed: ${first.Code}`)
  }
}

async function signUpload({ sdk, signer, Bucket }: Opened, { key, contentType, contentLength, seconds }: SignedUpload) {
  const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner')
  const command = new sdk.PutObjectCommand({
    Bucket,
    Key: key,
    ContentType: contentType,
    ContentLength: contentLength
  })
  const url = await getSignedUrl(signer, command, {
    expiresIn: seconds,
    signableHeaders: new Set(['host', 'content-type', 'content-length'])
  })
  return { url, headers: { 'Content-Type': contentType } }
}

async function signPost({ signer, Bucket }: Opened, { key, contentType, contentLength, seconds }: SignedUpload) {
  const { createPresignedPost } = await import('@aws-sdk/s3-presigned-post')
  return createPresignedPost(signer, {
    Bucket,
    Key: key,
    Fields: { 'Content-Type': contentType },
    Conditions: [
      ['content-length-range', contentLength, contentLength],
      ['eq', '$Content-Type', contentType]
    ],
    Expires: seconds
  })
}

async function signDownload({ sdk, signer, Bucket }: Opened, download: SignedDownload): Promise<string> {
  const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner')
  const command = new sdk.GetObjectCommand({
    Bucket,
    Key: download.key,
    ResponseContentType: download.contentType,
    ResponseContentDisposition: contentDisposition(download.fileName, download.inline)
  })
  return getSignedUrl(signer, command, { expiresIn: download.seconds })
}

function named(error: unknown): unknown {
  if (error instanceof ObjectStoreUnavailable) return error
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  if (name === 'NotFound' || name === 'NoSuchKey') return new NoSuchObject('there is no such object')
  return new ObjectStoreUnavailable(`the object store failed: ${name} ${message}`, { cause: error })
}
