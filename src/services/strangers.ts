import type { Socket } from 'socket.io'
import { connectionOf } from '../declarations.ts'
import type { Clock } from '../platform/clock.ts'

/** Sockets that have not said who they are. */
export interface Strangers {
  watch(socket: Socket): void
  /** Sends away whoever has had the time to sign in and has not; true when somebody had to go. */
  sendAway(): boolean
}

export const STRANGERS_MAY_STAY_MS = 10_000

export function createStrangers(clock: Clock): Strangers {
  // In the order of their coming, so that the first are the ones whose time is up.
  const came = new Map<Socket, number>()

  return {
    watch(socket) {
      came.set(socket, clock.now().getTime())
      socket.once('disconnect', () => came.delete(socket))
    },
    sendAway() {
      let went = false
      for (const [socket, at] of came) {
        if (at + STRANGERS_MAY_STAY_MS > clock.now().getTime()) break
        came.delete(socket)
        if (connectionOf(socket)?.credential) continue
        socket.disconnect(true)
        went = true
      }
      return went
    }
  }
}
