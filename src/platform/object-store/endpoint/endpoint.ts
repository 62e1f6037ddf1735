import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import * as onBucket from './bucket-operations.ts'
import { type BucketsOptions, openBuckets } from './buckets.ts'
import { allowPage, answerPreflight } from './cors.ts'
import { answer, answerRefusal, type Exchange, type Operation } from './exchange.ts'
import * as onObject from './object-operations.ts'
import { payloadOf } from './payload.ts'
import { S3Refusal } from './s3-refusal.ts'
import { mustBeSigned, type Signer } from './signature.ts'
import { readTarget, type Target } from './target.ts'

/** An S3 of our own, on a directory. Knows nobody but the one who has its key. */
export interface S3Endpoint {
  /** Answers a request below its path; false: it is not meant. */
  handle(request: IncomingMessage, response: ServerResponse): boolean
  /** Removes what crashes and dead clients have left behind for a day; answers how many things. */
  sweep(): Promise<number>
}

export interface S3EndpointOptions extends BucketsOptions {
  /** Begins with a slash. */
  readonly mount: string
  readonly signer: Signer
  /** Origins of pages that may read answers. */
  readonly origins: readonly string[]
  /** Something went wrong on our side. */
  onError(error: unknown): void
}

/** Without a byte of the body. */
const SILENCE_MS = 60_000

export function createS3Endpoint(options: S3EndpointOptions): S3Endpoint {
  const { mount, signer, onError } = options
  const buckets = openBuckets(options)

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('x-amz-request-id', randomUUID())
    request.setTimeout(SILENCE_MS, () => request.destroy())
    try {
      const target = readTarget(request.url ?? '', mount)
      const isAllowed = allowPage(request, response, await originsFor(request, target))
      if (request.method === 'OPTIONS') return answerPreflight(request, response, isAllowed)
      await operate({ request, response, target, signer, buckets })
    } catch (error) {
      fail({ request, response }, error)
    }
  }

  async function originsFor({ headers }: IncomingMessage, { bucket }: Target): Promise<readonly string[]> {
    if (headers.origin === undefined || options.origins.includes(headers.origin)) return options.origins
    return buckets.originsOf(bucket)
  }

  async function operate(exchange: Exchange): Promise<void> {
    const { request, response, target } = exchange
    if (isForm(request, target)) return onBucket.postForm(exchange)
    // A stranger does not learn which buckets there are.
    const payloadHash = mustBeSigned(request, target, signer)
    if (request.method === 'PUT' && target.key === '' && !target.query.has('cors')) {
      await buckets.create(target.bucket)
      return answer(response, 200)
    }
    const operation = operationFor(request, target)
    const bucket = await buckets.open(target.bucket)
    await operation({ ...exchange, bucket, payload: payloadOf(request, target, payloadHash) })
  }

  function fail(exchange: Pick<Exchange, 'request' | 'response'>, error: unknown): void {
    const { response } = exchange
    const isGone =
      response.destroyed || (error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE')
    if (!(error instanceof S3Refusal) && !isGone) onError(error)
    if (response.headersSent) response.destroy()
    else answerRefusal(exchange, error instanceof S3Refusal ? error : new S3Refusal('InternalError'))
  }

  return {
    handle(request, response) {
      if (!request.url?.startsWith(`${mount}/`)) return false
      void serve(request, response)
      return true
    },
    sweep: () => buckets.sweep(signer.now())
  }
}

function isForm({ method, headers }: IncomingMessage, { key }: Target): boolean {
  return method === 'POST' && key === '' && (headers['content-type'] ?? '').startsWith('multipart/form-data')
}

const ON_BUCKET: Readonly<Record<string, Operation>> = {
  HEAD: onBucket.headBucket,
  GET: onBucket.list,
  'PUT cors': onBucket.allowOrigins,
  'POST delete': onBucket.removeMany
}

const ON_OBJECT: Readonly<Record<string, Operation>> = {
  PUT: onObject.put,
  'PUT copy': onObject.copy,
  'PUT uploadId': onObject.putPart,
  'POST uploads': onObject.beginParts,
  'POST uploadId': onObject.completeParts,
  'DELETE uploadId': onObject.abortParts,
  DELETE: onObject.remove,
  GET: onObject.get,
  HEAD: onObject.head
}

function operationFor({ method = '', headers }: IncomingMessage, { key, query }: Target): Operation {
  const kind = ['cors', 'delete', 'uploads', 'uploadId'].find(name => query.has(name))
  const isCopy = method === 'PUT' && headers['x-amz-copy-source'] !== undefined
  const name = [method, ...(kind ? [kind] : []), ...(isCopy ? ['copy'] : [])].join(' ')
  const operation = (key === '' ? ON_BUCKET : ON_OBJECT)[name]
  if (!operation) throw new S3Refusal('MethodNotAllowed')
  return operation
}
