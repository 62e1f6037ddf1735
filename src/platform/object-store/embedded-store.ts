import type { IncomingMessage, ServerResponse } from 'node:http'
import { deriveKey } from '../secrets.ts'
import type { StoreAddress } from './aws-store.ts'
import { createS3Endpoint } from './endpoint/endpoint.ts'
import { ObjectStoreUnavailable } from './object-store.ts'

/** The store of a machine that has no other: our own S3 on its disk, below a path of the house's own HTTP server. */
export interface EmbeddedStore {
  /** Answers a request below its path; false: it is not meant. */
  handle(request: IncomingMessage, response: ServerResponse): boolean
  /** @throws ObjectStoreUnavailable before `listensAt` */
  address(): StoreAddress
  /** Says where this process reaches itself, and where others reach it. */
  listensAt(origin: string, publicOrigin: string): void
  /** Removes what crashes and dead clients have left behind. */
  sweep(): Promise<number>
}

export interface EmbeddedStoreOptions {
  readonly directory: string
  /** Its credentials are derived from it. */
  readonly masterKey: Buffer
  /** Origins of pages that may upload and read. */
  readonly origins: readonly string[]
  onError(error: unknown): void
}

const MOUNT = '/s3'
export const EMBEDDED_BUCKET = 'parley'
const REGION = 'us-east-1'
const MOST_OBJECT_BYTES = 1024 ** 3

export function createEmbeddedStore({ directory, masterKey, origins, onError }: EmbeddedStoreOptions): EmbeddedStore {
  const credentials = {
    accessKeyId: `parley${deriveKey(masterKey, 'object store id').toString('hex').slice(0, 14)}`,
    secretAccessKey: deriveKey(masterKey, 'object store secret').toString('base64url')
  }
  const endpoint = createS3Endpoint({
    mount: MOUNT,
    directory,
    firstBucket: EMBEDDED_BUCKET,
    mostObjectBytes: MOST_OBJECT_BYTES,
    origins,
    signer: { ...credentials, region: REGION, now: () => new Date() },
    onError
  })
  let place: Pick<StoreAddress, 'endpoint' | 'publicEndpoint'> | undefined

  return {
    handle: endpoint.handle,
    sweep: endpoint.sweep,
    address() {
      if (!place) throw new ObjectStoreUnavailable('the embedded store is not reachable before the server listens')
      return { ...place, ...credentials, bucket: EMBEDDED_BUCKET, region: REGION, forcePathStyle: true }
    },
    listensAt(origin, publicOrigin) {
      place = { endpoint: `${origin}${MOUNT}`, publicEndpoint: `${publicOrigin}${MOUNT}` }
    }
  }
}
