import { equalInConstantTime } from '../../secrets.ts'
import { signatureOf } from './canonical.ts'
import { S3Refusal } from './s3-refusal.ts'
import { mustBeScope, readAmzDate, type Signer } from './signature.ts'
import type { SizeBounds } from './write-file.ts'

/** Names in lower case. */
export type FormFields = ReadonlyMap<string, string>

/** Fields that are about the signature itself and need no condition. */
const UNCONDITIONED = new Set(['policy', 'x-amz-signature', 'file'])

/**
 * Checks the signed policy of a form against what the form says. Answers how long the file may be.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 * @throws S3Refusal
 */
export function mustObeyPolicy(fields: FormFields, bucket: string, signer: Signer): SizeBounds {
  const policy = mustBeSignedPolicy(fields, signer)
  if (!(Date.parse(String(policy.expiration)) > signer.now().getTime()))
    throw new S3Refusal('AccessDenied', 'the policy has expired')
  const said = new Map([...fields, ['bucket', bucket]])
  const bounds = { least: 0, most: Number.MAX_SAFE_INTEGER }
  const covered = new Set(UNCONDITIONED)
  for (const condition of policy.conditions.flatMap(readCondition)) {
    if (condition.kind === 'length') {
      bounds.least = Math.max(bounds.least, condition.least)
      bounds.most = Math.min(bounds.most, condition.most)
      continue
    }
    covered.add(condition.name)
    const value = said.get(condition.name) ?? ''
    const holds = condition.kind === 'eq' ? value === condition.value : value.startsWith(condition.value)
    if (!holds) throw new S3Refusal('AccessDenied', `the policy does not allow this ${condition.name}`)
  }
  for (const name of fields.keys()) {
    if (!covered.has(name) && !name.startsWith('x-ignore-'))
      throw new S3Refusal('AccessDenied', `the policy does not mention ${name}`)
  }
  return bounds
}

interface Policy {
  readonly expiration: unknown
  readonly conditions: readonly unknown[]
}

type Condition =
  | { readonly kind: 'eq' | 'starts-with'; readonly name: string; readonly value: string }
  | { readonly kind: 'length'; readonly least: number; readonly most: number }

function mustBeSignedPolicy(fields: FormFields, signer: Signer): Policy {
  const field = (name: string) => fields.get(name) ?? ''
  const text = field('policy')
  if (!text || field('x-amz-algorithm') !== 'AWS4-HMAC-SHA256')
    throw new S3Refusal('AccessDenied', 'the form is not signed')
  const at = field('x-amz-date')
  const scope = mustBeScope(field('x-amz-credential'), at, signer)
  if (Number.isNaN(readAmzDate(at))) throw new S3Refusal('AccessDenied')
  if (!equalInConstantTime(signatureOf(text, signer.secretAccessKey, scope), field('x-amz-signature')))
    throw new S3Refusal('SignatureDoesNotMatch')
  const policy: unknown = JSON.parse(Buffer.from(text, 'base64').toString())
  if (!isPolicy(policy)) throw new S3Refusal('MalformedPOSTRequest')
  return policy
}

function isPolicy(value: unknown): value is Policy {
  return typeof value === 'object' && value !== null && 'conditions' in value && Array.isArray(value.conditions)
}

/** `{ key: 'a' }` is short for `['eq', '$key', 'a']`. */
function readCondition(condition: unknown): Condition[] {
  if (!Array.isArray(condition)) {
    return Object.entries(Object(condition)).map(([name, value]) => ({
      kind: 'eq',
      name: name.toLowerCase(),
      value: String(value)
    }))
  }
  const [kind, name, value]: unknown[] = condition
  if (kind === 'content-length-range') return [{ kind: 'length', least: Number(name), most: Number(value) }]
  if (kind !== 'eq' && kind !== 'starts-with') throw new S3Refusal('MalformedPOSTRequest')
  return [{ kind, name: String(name).replace(/^\$/, '').toLowerCase(), value: String(value) }]
}
