import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual
} from 'node:crypto'
import { crc32 } from 'node:zlib'

/** A sealed text was tampered with, belongs to another row, or its key is gone. */
export class SecretUnreadable extends Error {
  override name = 'SecretUnreadable'
}

/** Seals texts at rest with AES-256-GCM, bound to the row and column they stand in. */
export interface Vault {
  seal(plain: string, context: string): string
  /** @throws SecretUnreadable */
  open(sealed: string, context: string): string
  needsReseal(sealed: string): boolean
}

export interface VaultKey {
  /** Letters, digits, `-` and `_`; stored with every sealed text. */
  readonly id: string
  /** 32 bytes. */
  readonly key: Uint8Array
}

const VERSION = 'v1'
const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16

/**
 * The first key seals; all of them open.
 * @throws RangeError on a key of another length, an id of other characters or one that is taken
 */
export function createVault(keys: readonly [VaultKey, ...VaultKey[]]): Vault {
  const [present] = keys
  const byId = new Map(keys.map(each => [each.id, mustBeKey(each)]))
  if (byId.size !== keys.length) throw new RangeError('two keys of a vault have the same id')
  return {
    seal(plain, context) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', present.key, iv)
      cipher.setAAD(Buffer.from(context))
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return [VERSION, present.id, Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')].join('.')
    },
    open(sealed, context) {
      const [version, id = '', text = '', ...rest] = sealed.split('.')
      const key = byId.get(id)
      if (version !== VERSION || !key || rest.length > 0)
        throw new SecretUnreadable('the key of a sealed text is not known')
      return unseal(key, Buffer.from(text, 'base64url'), context)
    },
    needsReseal: sealed => !sealed.startsWith(`${VERSION}.${present.id}.`)
  }
}

function mustBeKey({ id, key }: VaultKey): Uint8Array {
  if (!/^[\w-]{1,64}$/.test(id)) throw new RangeError(`"${id}" is no id of a key`)
  if (key.length !== KEY_BYTES) throw new RangeError(`key ${id} of a vault has ${key.length} bytes, not ${KEY_BYTES}`)
  return key
}

function unseal(key: Uint8Array, bytes: Buffer, context: string): string {
  try {
    // Without its length a tag of four bytes would do.
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    decipher.setAAD(Buffer.from(context))
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch (cause) {
    throw new SecretUnreadable('a sealed text does not belong here or was changed', { cause })
  }
}

/** A key of its own for each purpose, derived from the one that is configured. */
export function deriveKey(master: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), purpose, 32))
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const RANDOM_CHARACTERS = 32
const CHECKSUM_CHARACTERS = 6
const MOST_CHARACTERS = 256
const SHAPE = /^[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*_[0-9A-Za-z]{38}$/

/** `<prefix>_<32 random characters, 190 bits><6 of checksum>`: scanners can tell it from chance. */
export function randomToken(prefix: string): string {
  const random = randomText()
  return `${prefix}_${random}${checksum(`${prefix}_${random}`)}`
}

/** 32 random letters and digits, 190 bits. */
export function randomText(): string {
  return Array.from({ length: RANDOM_CHARACTERS }, randomCharacter).join('')
}

/** Whether a text is a token as `randomToken` makes them, mistyping excluded. Says nothing about whether it is valid. */
export function checksumHolds(token: string): boolean {
  if (token.length > MOST_CHARACTERS || !SHAPE.test(token)) return false
  return token.slice(-CHECKSUM_CHARACTERS) === checksum(token.slice(0, -CHECKSUM_CHARACTERS))
}

function randomCharacter(): string {
  for (;;) {
    const byte = randomBytes(1)[0] ?? 0
    // 248 is the greatest multiple of 62 in a byte: no character is more likely than another.
    if (byte < 248) return ALPHABET.charAt(byte % 62)
  }
}

function checksum(text: string): string {
  let number = crc32(text)
  let characters = ''
  for (let index = 0; index < CHECKSUM_CHARACTERS; index++) {
    characters = ALPHABET.charAt(number % 62) + characters
    number = Math.floor(number / 62)
  }
  return characters
}

/** In hexadecimal. Enough for secrets of 112 random bits or more, never for passwords. */
export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex')
}

export function hmacSha256(key: string | Uint8Array, text: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

/** Compares secrets without telling by its time where they differ, nor how long they are. */
export function equalInConstantTime(one: string | Uint8Array, other: string | Uint8Array): boolean {
  return timingSafeEqual(digest(one), digest(other))
}

function digest(data: string | Uint8Array): Buffer {
  return createHash('sha256').update(data).digest()
}
