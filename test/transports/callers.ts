import { FeathersError } from '@feathersjs/errors'
import { restAs, type StockClient, socketAs } from '../support/clients.ts'

export const TRANSPORTS = ['rest', 'socket'] as const
export type Transport = (typeof TRANSPORTS)[number]

export type Login = Parameters<typeof restAs>[1]

export const VERBS = ['find', 'get', 'create', 'update', 'patch', 'remove'] as const
export type Verb = (typeof VERBS)[number]

/** One call of a service, as it is said to a stock client. */
export interface Ask {
  readonly path: string
  readonly method: Verb
  readonly id?: string | number | undefined
  readonly data?: object | undefined
  readonly query?: object
}

/** What came back: the error's code, or 200. */
export interface Answer {
  readonly code: number
  readonly reason: string | undefined
  readonly message: string
  readonly data: Readonly<Record<string, unknown>>
  readonly body: Readonly<Record<string, unknown>>
}

export function connect(transport: Transport, url: string, login: Login): Promise<StockClient> {
  return transport === 'rest' ? restAs(url, login) : socketAs(url, login)
}

export function ask(client: StockClient, { path, method, id, data, query = {} }: Ask): Promise<Answer> {
  const service = client.app.service(path)
  const params = { query }
  const said = {
    find: () => service.find(params),
    get: () => service.get(id ?? 0, params),
    create: () => service.create(data ?? {}, params),
    update: () => service.update(id ?? 0, data ?? {}, params),
    patch: () => service.patch(id ?? null, data ?? {}, params),
    remove: () => service.remove(id ?? null, params)
  }
  return outcome(said[method]())
}

export async function outcome(work: Promise<unknown>): Promise<Answer> {
  try {
    const body = await work
    return { code: 200, reason: undefined, message: '', data: {}, body: { ...Object(body) } }
  } catch (error) {
    // What the client library has no class for comes as a plain error with the same fields.
    const { code, message, data, errors }: Partial<FeathersError> = Object(error)
    if (typeof code !== 'number') throw error
    const told: Record<string, unknown> = { ...data }
    const body = error instanceof FeathersError ? { ...error.toJSON() } : { code, message, data, errors }
    return { code, reason: String(told['reason']), message: message ?? '', data: told, body }
  }
}
