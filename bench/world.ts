import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** Who lives in the bench: the seed writes them, the drivers play them. Everything follows from a number. */
export const ORGANIZATIONS = 50
export const CONVERSATIONS = 500
/** Messages that every customer has written before. */
export const HISTORY = 40

const API_KEY_PREFIX = 'parley_live'
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Ids of the seeded rows lie far above those that a first start makes by itself. */
export const FIRST_ORGANIZATION = 1_000

export interface Customer {
  readonly organizationId: number
  readonly webhookKey: string
  readonly phoneNumberId: string
  readonly address: string
  readonly name: string
}

export const organizationIds: readonly number[] = Array.from(
  { length: ORGANIZATIONS },
  (_, index) => FIRST_ORGANIZATION + index
)

/** The customer of one conversation, 0 ≤ number < CONVERSATIONS; neighbours belong to different organizations. */
export function customer(number: number): Customer {
  const organizationId = FIRST_ORGANIZATION + (number % ORGANIZATIONS)
  return {
    organizationId,
    webhookKey: webhookKeyOf(organizationId),
    phoneNumberId: phoneNumberIdOf(organizationId),
    address: addressOf(number),
    name: `Customer ${number}`
  }
}

export const webhookKeyOf = (organizationId: number): string => `bench-webhook-${organizationId}`
export const phoneNumberIdOf = (organizationId: number): string => `1000000${organizationId}`
export const addressOf = (number: number): string => `49151${String(number).padStart(8, '0')}`

/** What Meta would sign with. The bare program is told the prefix; Parley finds it sealed in the channel's row. */
export const APP_SECRET_PREFIX = 'bench-app-secret-'
export const appSecretOf = (organizationId: number): string => `${APP_SECRET_PREFIX}${phoneNumberIdOf(organizationId)}`

/** A key with the checksum that keys of Parley end in. */
export function apiKeyOf(organizationId: number): string {
  const key = `${API_KEY_PREFIX}_${String(organizationId).padStart(32, '0')}`
  let number = crc32(key)
  let checksum = ''
  for (let index = 0; index < 6; index++) {
    checksum = ALPHABET.charAt(number % 62) + checksum
    number = Math.floor(number / 62)
  }
  return key + checksum
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
