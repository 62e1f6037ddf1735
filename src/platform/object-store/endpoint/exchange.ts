import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Bucket, Buckets } from './buckets.ts'
import type { Payload } from './payload.ts'
import type { S3Refusal } from './s3-refusal.ts'
import type { Signer } from './signature.ts'
import type { Target } from './target.ts'
import { leaf, xmlPage } from './xml.ts'

/** One request and all that is needed to answer it. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly target: Target
  readonly signer: Signer
  readonly buckets: Buckets
}

/** A request whose signature holds. */
export interface Signed extends Exchange {
  readonly bucket: Bucket
  readonly payload: Payload
}

export type Operation = (exchange: Signed) => Promise<void>

export function answer(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, headers).end()
}

export function answerXml(response: ServerResponse, body: string, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/xml', 'Content-Length': Buffer.byteLength(body) }).end(body)
}

export function answerRefusal({ request, response }: Pick<Exchange, 'request' | 'response'>, refusal: S3Refusal): void {
  // What is still to come of the body is not wanted.
  if (!request.complete) response.setHeader('Connection', 'close')
  request.resume()
  if (request.method === 'HEAD') {
    answer(response, refusal.status)
    return
  }
  const body = xmlPage('Error', [
    leaf('Code', refusal.code),
    leaf('Message', refusal.message),
    leaf('RequestId', String(response.getHeader('x-amz-request-id') ?? ''))
  ])
  answerXml(response, body, refusal.status)
}
