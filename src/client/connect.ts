import { type Connection, type ConnectOptions, openConnection } from './connection.ts'

/** A server as seen from outside: its services, typed, and a replica that stays true by itself. */
export interface Client
  extends Pick<Connection, 'status' | 'user' | 'service' | 'token' | 'logIn' | 'logOut' | 'close'> {}

/**
 * Connects to a server, with a login's token, with an API key, or with neither until somebody logs in. Comes back by
 * itself after every break. Errors of calls are the server's `{ name, message, code, data: { reason, request_id } }`;
 * one without a `code` says that nobody answered.
 */
export function connect(options: ConnectOptions): Client {
  return openConnection(options)
}
