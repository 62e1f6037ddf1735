import { type Connection, type ConnectOptions, openConnection } from './connection.ts'
import { createReplica } from './replica/create-replica.ts'
import type { Replica } from './replica.ts'

/** A server as seen from outside: its services, typed, and a replica that stays true by itself. */
export interface Client
  extends Pick<Connection, 'status' | 'user' | 'service' | 'token' | 'logIn' | 'logOut' | 'close'> {
  readonly replica: Replica
}

/**
 * Connects to a server, with a login's token, with an API key, or with neither until somebody logs in. Comes back by
 * itself after every break. Errors of calls are the server's `{ name, message, code, data: { reason, request_id } }`;
 * one without a `code` says that nobody answered.
 */
export function connect(options: ConnectOptions): Client {
  const connection = openConnection(options)
  const { close, ...replica } = createReplica(connection)
  return {
    ...connection,
    replica,
    close() {
      close()
      connection.close()
    }
  }
}
