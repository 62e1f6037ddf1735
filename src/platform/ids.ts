import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'

const pool = Buffer.alloc(4_096)
const BYTES = 16
let at = pool.length

/** Asked for one by one, random bytes cost more than the id they are for. */
function randomBytes(): Uint8Array {
  if (at === pool.length) {
    randomFillSync(pool)
    at = 0
  }
  at += BYTES
  return pool.subarray(at - BYTES, at)
}

/** Ids of one millisecond count on from a start that leaves room for a billion. */
const MOST_START = 2 ** 30
let time = 0
let count = 0

/** A time-ordered UUID (version 7); later ones of this process sort after earlier ones. */
export function newId(): string {
  const now = Date.now()
  const random = randomBytes()
  if (now > time) {
    time = now
    count = new DataView(random.buffer, random.byteOffset).getUint32(0) % MOST_START
  } else count++
  return v7({ random, msecs: time, seq: count })
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value)
}
