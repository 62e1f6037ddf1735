import { feathers } from '@feathersjs/feathers'
import { koa } from '@feathersjs/koa'
import type { Credential } from '../../src/actions/credential.ts'
import type { Application, Connection } from '../../src/declarations.ts'
import type { Definition } from '../../src/services/define-service.ts'
import { createPorter } from '../../src/services/porter.ts'
import { register } from '../../src/services/register.ts'
import type { People } from './people.ts'

type Row = Record<string, unknown>

/** A service behind the hooks every service wears, called as a socket calls it. */
export interface Door {
  find(by: Connection, query?: object): Promise<{ total: number; data: Row[] }>
  get(by: Connection, id: unknown, query?: object): Promise<Row>
  create(by: Connection, data: object, query?: object): Promise<Row>
  patch(by: Connection, id: unknown, data: object, query?: object): Promise<Row>
  remove(by: Connection, id: unknown, query?: object): Promise<Row>
}

export function openDoor(people: People, definition: Definition): Door {
  const app: Application = koa(feathers())
  const { identifier, clock } = people
  register(app, people.house, createPorter({ identifier, clock, ratePerMinute: 10_000 }), definition)
  // Feathers' types know no services here; `Object` hands the same app on without them.
  const service = Object(app).service(definition.path)
  const call = async (method: string, by: Connection, query: object, ...args: unknown[]) =>
    service[method](...args, { provider: 'socketio', connection: by, address: by.address, query })

  return {
    find: (by, query = {}) => call('find', by, query),
    get: (by, id, query = {}) => call('get', by, query, id),
    create: (by, data, query = {}) => call('create', by, query, data),
    patch: (by, id, data, query = {}) => call('patch', by, query, id, data),
    remove: (by, id, query = {}) => call('remove', by, query, id)
  }
}

export function connection(credential: Credential | null = null): Connection {
  return { provider: 'socketio', headers: {}, address: '192.0.2.1', credential }
}
