import { Refusal } from './errors.ts'

const LEAST = 8
const MOST = 256

// The common ones of eight characters and more: the shorter ones fall to the length.
const COMMON = new Set(
  `password password1 password12 password123 password1234 passw0rd p@ssword p@ssw0rd passwort passwort1 motdepasse
  12345678 123456789 1234567890 12345678910 0123456789 87654321 987654321 9876543210 11111111 00000000 88888888
  12341234 123123123 11223344 112233445566 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz2wsx3edc q1w2e3r4 qwertyui qwertyuiop
  qwerty12 qwerty123 qwerty1234 qwertz123 qwertzui qwertzuiop asdfghjk asdfghjkl zxcvbnm1 zxcvbnm123 azertyuiop
  abcd1234 abcdefgh abc12345 abc123456 a1b2c3d4 aa123456 a1234567 a12345678 iloveyou iloveyou1 sunshine sunshine1
  princess princess1 football football1 baseball baseball1 superman superman1 batman123 trustno1 starwars michelle
  jennifer computer internet samsung1 whatever welcome1 welcome123 letmein1 letmein123 changeme changeme1 changeme123
  administrator admin123 admin1234 administrator1 monkey123 dragon123 master123 charlie1 michael1 football123 hunter22
  secret123 test1234 testtest test12345 testing123 default1 google123 facebook1 liverpool corvette mercedes maverick
  parley123 parleyparley`.split(/\s+/)
)

/** The same characters however a keyboard composes them. */
export function asTyped(password: string): string {
  return password.normalize('NFC')
}

/** @throws Refusal `bad_data` that says what is wrong with it; whoever the person is, its e-mail is no password. */
export function mustBeGoodPassword(password: string, email: string): void {
  const fault = faultOf(asTyped(password), email.toLowerCase())
  if (fault) throw new Refusal('bad_data', { complaints: [{ path: 'password', message: fault }] })
}

function faultOf(password: string, email: string): string | null {
  const length = [...password].length
  const folded = password.toLowerCase()
  if (length < LEAST || length > MOST) return `must have ${LEAST} to ${MOST} characters`
  if (COMMON.has(folded) || new Set(folded).size === 1) return 'is one of the first that are tried'
  if (folded === email || folded === email.split('@')[0]) return 'must not be the e-mail address'
  return null
}
