import { client } from '../../../web/session/client.ts'
import { credential, dropPass, pass } from './pass.ts'

const API = '/simulator/api/'

/** Asks the simulator. @throws Error with the simulator's own sentence */
export async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const token = await credential()
  const response = await fetch(API + path, {
    ...init,
    headers: { ...init.headers, ...(token && { authorization: `Bearer ${token}` }) }
  })
  if (response.ok) return response
  if (response.status === 401) await leave()
  const said: unknown = await response.json().catch(() => null)
  throw new Error(String(Reflect.get(Object(said), 'message') ?? response.statusText))
}

export async function post(path: string, body: object, method: 'POST' | 'PATCH' = 'POST'): Promise<void> {
  await ask(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
}

export async function remove(path: string): Promise<void> {
  await ask(path, { method: 'DELETE' })
}

// A pass ends with the process that gave it.
async function leave(): Promise<void> {
  if (pass.get() !== null) dropPass()
  else await client.logOut()
}
