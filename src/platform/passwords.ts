import { type BinaryLike, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

// 32 MiB and about 80 ms each, on a thread of their own. At most four at once: a flood of logins waits, the loop runs.
const COST = { N: 2 ** 15, r: 8, p: 1 }
const MOST_MEMORY = 128 * 1024 * 1024
const KEY_BYTES = 32
const SALT_BYTES = 16
const MOST_AT_ONCE = 4

/** `$scrypt$N=…,r=…,p=…$salt$key`, base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await derive(password, salt, COST)
  return encode(COST, salt, key)
}

/** An unknown user (null) costs the same work as a known one, and is never right. */
export async function verifyPassword(encoded: string | null, password: string): Promise<boolean> {
  const { cost, salt, key } = decode(encoded ?? DUMMY) ?? decodedDummy
  const derived = await derive(password, salt, cost)
  return timingSafeEqual(derived, key) && encoded !== null
}

export function needsRehash(encoded: string): boolean {
  return decode(encoded)?.cost.N !== COST.N
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
  const match = /^\$scrypt\$N=(\d+),r=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/.exec(encoded)
  if (!match) return null
  const [, N, r, p, salt = '', key = ''] = match
  const bytes = Buffer.from(key, 'base64url')
  if (bytes.length !== KEY_BYTES) return null
  return { cost: { N: Number(N), r: Number(r), p: Number(p) }, salt: Buffer.from(salt, 'base64url'), key: bytes }
}

const decodedDummy: Encoded = { cost: COST, salt: Buffer.alloc(SALT_BYTES), key: Buffer.alloc(KEY_BYTES) }
const DUMMY = encode(decodedDummy.cost, decodedDummy.salt, decodedDummy.key)

let atWork = 0
const waiting: (() => void)[] = []

async function derive(password: string, salt: Buffer, cost: Encoded['cost']): Promise<Buffer> {
  if (atWork >= MOST_AT_ONCE) await new Promise<void>(resolve => waiting.push(resolve))
  atWork++
  try {
    return await scryptOffThread(password, salt, { ...cost, maxmem: MOST_MEMORY })
  } finally {
    atWork--
    waiting.shift()?.()
  }
}

function scryptOffThread(password: BinaryLike, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}
