import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { createS3Endpoint, type S3Endpoint } from '../../src/platform/object-store/endpoint/endpoint.ts'
import type { StoreAddress } from '../../src/platform/object-store/index.ts'

/** An S3 on a port and a directory of its own, with a clock that can be set. */
export interface S3 {
  readonly address: StoreAddress
  readonly directory: string
  readonly endpoint: S3Endpoint
  /** What went wrong on its side; a test that expects nothing looks here. */
  readonly errors: readonly unknown[]
  now: Date | null
  client(more?: Partial<S3ClientConfig>): S3Client
  close(): Promise<void>
}

export const MOST_BYTES = 32 * 1024 * 1024
const KEYS = { accessKeyId: 'test-key', secretAccessKey: 'test-secret' }

export async function startS3({
  mount = '/s3',
  bucket = 'files',
  origins = ['https://inbox.example.org']
} = {}): Promise<S3> {
  const directory = await mkdtemp(join(tmpdir(), 's3-'))
  const errors: unknown[] = []
  const clients: S3Client[] = []
  const endpoint = createS3Endpoint({
    mount,
    directory,
    firstBucket: bucket,
    mostObjectBytes: MOST_BYTES,
    origins,
    signer: { ...KEYS, region: 'us-east-1', now: () => s3.now ?? new Date() },
    onError: error => errors.push(error)
  })
  const server = createServer((request, response) => {
    if (!endpoint.handle(request, response)) response.writeHead(404).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const place = server.address()
  const url = `http://127.0.0.1:${typeof place === 'object' ? place?.port : ''}${mount}`
  const s3: S3 = {
    address: { endpoint: url, publicEndpoint: url, bucket, region: 'us-east-1', ...KEYS, forcePathStyle: true },
    directory,
    endpoint,
    errors,
    now: null,
    client(more = {}) {
      const client = new S3Client({
        endpoint: url,
        region: 'us-east-1',
        credentials: KEYS,
        forcePathStyle: true,
        maxAttempts: 1,
        ...more
      })
      clients.push(client)
      return client
    },
    async close() {
      for (const client of clients) client.destroy()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
      await rm(directory, { recursive: true, force: true })
    }
  }
  return s3
}
