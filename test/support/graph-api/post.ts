import { createHmac } from 'node:crypto'

/** How a webhook is delivered; once, and rightly signed, by default. */
export interface PostOptions {
  /** The same bytes so many times. */
  readonly times?: number
  /** A wrong signature, a body changed after signing, or no signature at all. */
  readonly tamper?: 'signature' | 'body' | 'unsigned'
  /** Batches: the order of the events, as positions. */
  readonly order?: readonly number[]
}

/** Posts a webhook as Meta does and tells the statuses of the answers. */
export async function post(
  callback: string,
  payload: unknown,
  appSecret: string,
  options: PostOptions
): Promise<number[]> {
  const signed = escaped(payload)
  const body = options.tamper === 'body' ? `${signed} ` : signed
  const signature = createHmac('sha256', appSecret).update(signed).digest('hex')
  const headers = { 'content-type': 'application/json', ...signatureHeader(signature, options) }
  const statuses: number[] = []
  for (let sent = 0; sent < (options.times ?? 1); sent += 1) {
    const response = await fetch(callback, { method: 'POST', body, headers })
    await response.arrayBuffer()
    statuses.push(response.status)
  }
  return statuses
}

function signatureHeader(signature: string, { tamper }: PostOptions): Record<string, string> {
  if (tamper === 'unsigned') return {}
  return { 'x-hub-signature-256': `sha256=${tamper === 'signature' ? signature.replace(/^./, flipped) : signature}` }
}

function flipped(digit: string): string {
  return digit === '0' ? '1' : '0'
}

/** Meta escapes slashes, and everything beyond ASCII with lower-case hex. */
export function escaped(payload: unknown): string {
  return JSON.stringify(payload)
    .replace(/\//g, '\\/')
    .replace(/[\u0080-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
