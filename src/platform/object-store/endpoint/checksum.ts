import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { S3Refusal } from './s3-refusal.ts'

/** Watches bytes go by. */
export interface Sum {
  update(chunk: Buffer): void
  digest(): Buffer
}

export type Algorithm = 'crc32' | 'sha1' | 'sha256' | 'md5'

const CHECKSUM_HEADER = /^x-amz-checksum-([a-z0-9]+)$/
const NOT_SUMS = new Set(['x-amz-checksum-algorithm', 'x-amz-checksum-mode', 'x-amz-checksum-type'])

export function createSum(algorithm: Algorithm): Sum {
  if (algorithm === 'crc32') return createCrc32()
  const hash = createHash(algorithm)
  return { update: chunk => void hash.update(chunk), digest: () => hash.digest() }
}

/**
 * The algorithm of a header like `x-amz-checksum-crc32`; null: the header is none of these.
 * @throws S3Refusal `NotImplemented`
 */
export function algorithmOf(header: string): Algorithm | null {
  const [, name] = CHECKSUM_HEADER.exec(header) ?? []
  if (!name || NOT_SUMS.has(header)) return null
  if (name === 'crc32' || name === 'sha1' || name === 'sha256') return name
  throw new S3Refusal('NotImplemented', `checksums of ${name} are not offered`)
}

function createCrc32(): Sum {
  let value = 0
  return {
    update: chunk => {
      value = crc32(chunk, value)
    },
    digest: () => {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(value)
      return bytes
    }
  }
}
