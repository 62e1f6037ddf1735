import type { Readable } from 'node:stream'
import { TELLING_BYTES, typeOf } from '../platform/file-types.ts'
import { type Measured, measure, peek } from '../platform/measure.ts'
import type { House } from './scope.ts'

/** What is known of bytes once they are in the store. */
export interface Kept extends Measured {
  readonly bucket_key: string
  /** As the first bytes show it. */
  readonly file_type: string
}

/**
 * Puts bytes that came from elsewhere into the store, as a stream, and measures them on the way. Outside of any
 * transaction.
 * @throws whatever the stream or the store throws; nothing is kept then
 */
export async function keepBytes(
  house: House,
  bucketKey: string,
  stream: Readable,
  declaredType: string | null
): Promise<Kept> {
  const { head, body } = await peek(stream, TELLING_BYTES)
  const file_type = await typeOf(head, declaredType)
  const meter = measure(body)
  await house.store.put(bucketKey, meter.body, { contentType: file_type })
  return { bucket_key: bucketKey, file_type, ...meter.measured() }
}
