import { type BinaryLike, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { createSemaphore } from './semaphore.ts'

// 32 MiB and about 80 ms each, off the main thread.
const COST = { N: 2 ** 15, r: 8, p: 1 }
const MOST_MEMORY = 128 * 1024 * 1024
const KEY_BYTES = 32
const SALT_BYTES = 16
// scrypt runs on libuv's four threads, which also look up names and read files: two stay free for those.
const turns = createSemaphore({ places: 2 })

/** `$scrypt$N=…,r=…,p=…$salt$key`, base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await derive(password, salt, COST)
  return encode(COST, salt, key)
}

/** An unknown user (null) or an unreadable hash costs the same work as a known one, and is never right. */
export async function verifyPassword(encoded: string | null, password: string): Promise<boolean> {
  const known = encoded === null ? null : decode(encoded)
  const { cost, salt, key } = known ?? NOBODY
  const derived = await derive(password, salt, cost)
  return timingSafeEqual(derived, key) && known !== null
}

/** Whether it was made at another cost than today's. */
export function needsRehash(encoded: string): boolean {
  const known = decode(encoded)
  return !known || known.cost.N !== COST.N || known.cost.r !== COST.r || known.cost.p !== COST.p
}

interface Encoded {
  readonly cost: { N: number; r: number; p: number }
  readonly salt: Buffer
  readonly key: Buffer
}

function encode(cost: Encoded['cost'], salt: Buffer, key: Buffer): string {
  return `$scrypt$N=${cost.N},r=${cost.r},p=${cost.p}$${salt.toString('base64url')}$${key.toString('base64url')}`
}

function decode(encoded: string): Encoded | null {
  const match = /^\$scrypt\$N=(\d{1,7}),r=(\d{1,2}),p=(\d{1,2})\$([\w-]{16,88})\$([\w-]{43})$/.exec(encoded)
  if (!match) return null
  const [, N, r, p, salt = '', key = ''] = match
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  if (!isBearable(cost)) return null
  return { cost, salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') }
}

/** N is a power of two, and the memory within bounds. */
function isBearable({ N, r, p }: Encoded['cost']): boolean {
  const isPowerOfTwo = Number.isInteger(Math.log2(N))
  return isPowerOfTwo && N >= 2 ** 10 && r >= 1 && p >= 1 && p <= 4 && 128 * N * r < MOST_MEMORY
}

const NOBODY: Encoded = { cost: COST, salt: randomBytes(SALT_BYTES), key: randomBytes(KEY_BYTES) }

function derive(password: string, salt: Buffer, cost: Encoded['cost']): Promise<Buffer> {
  return turns.run(() => scryptOffThread(password, salt, { ...cost, maxmem: MOST_MEMORY }))
}

function scryptOffThread(password: BinaryLike, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}
