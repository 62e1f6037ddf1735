import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Configuration } from './configuration.ts'

/** What everything secret is derived from: given, or made once. Whoever loses it can read no credential. */
export function masterKey({ encryptionKey, dataDir }: Configuration): Buffer {
  if (encryptionKey) return encryptionKey
  const file = join(dataDir, 'encryption.key')
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' })
  return Buffer.from(readFileSync(file, 'utf8'), 'base64')
}
