import { createServer, type IncomingHttpHeaders } from 'node:http'

/** A call of a webhook as it came in. */
export interface Heard {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Somebody else's server, which takes calls. */
export interface Receiver {
  readonly url: string
  readonly heard: readonly Heard[]
  /** How the next calls are answered, one after the other; all others with 200. */
  answers(...answers: readonly { status: number; headers?: Record<string, string>; body?: string }[]): void
  close(): Promise<void>
}

export async function openReceiver(): Promise<Receiver> {
  const heard: Heard[] = []
  const planned: { status: number; headers?: Record<string, string>; body?: string }[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    heard.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
    const { status, headers = {}, body = '{"ok":true}' } = planned.shift() ?? { status: 200 }
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/hook`,
    heard,
    answers: (...answers) => void planned.push(...answers),
    close() {
      server.closeAllConnections()
      return new Promise(resolve => server.close(() => resolve()))
    }
  }
}
