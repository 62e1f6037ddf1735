import { asTyped } from '../model/password-rules.ts'
import { hashPassword, needsRehash, verifyPassword } from '../platform/passwords.ts'

/** How passwords are kept and tried. */
export interface Passwords {
  hash(password: string): Promise<string>
  /** An unknown person (null) costs the same work as a known one. */
  verify(hash: string | null, password: string): Promise<boolean>
  needsRehash(hash: string): boolean
}

export const passwords: Passwords = {
  hash: password => hashPassword(asTyped(password)),
  verify: (hash, password) => verifyPassword(hash, asTyped(password)),
  needsRehash
}
