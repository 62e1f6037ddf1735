import { createHmac } from 'node:crypto'

/** The bytes of a webhook as Meta writes them: slashes escaped, and whatever is beyond ASCII, in lower-case hex. */
export function escaped(payload: unknown): string {
  return JSON.stringify(payload)
    .replaceAll('/', '\\/')
    .replace(/[\u007f-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** The value of `X-Hub-Signature-256`. */
export function signature(body: string, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`
}
