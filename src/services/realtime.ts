import { type Server, Socket } from 'socket.io'
import type { EventRow, Fact } from '../actions/facts.ts'
import type { ThreadRow } from '../actions/rows.ts'
import type { House } from '../actions/scope.ts'
import { connectionOf, waitingBytes } from '../declarations.ts'
import type { Member } from '../model/actor.ts'
import { EVENTS, type Subject } from '../model/event.ts'
import type { Log } from '../platform/log.ts'
import { wireMessage } from './conversation-messages/message.wire.ts'
import { wireConversation } from './conversations/conversation.wire.ts'
import { admins, audienceOf, credential, everybody, personal, roomsOf, SIGNED_IN } from './rooms.ts'

/** Makes committed facts live in this process's sockets. */
export interface Realtime {
  attach(io: Server): void
  announce(facts: readonly Fact[]): void
  /** Was it announced by this process? Asked once per event, then forgotten. */
  hasAnnounced(eventId: string): boolean
  /** Gives a socket its seats, by what its member may see; null takes them all. */
  seat(socket: unknown, member: Member | null): void
  /** Resolves when an organization's sockets have read most of what they were told, or after a second. */
  untilHeard(organizationId: number): Promise<void>
  /** Sends away those whose rights an event has changed; they come back with the rights they have now. */
  enforce(event: EventRow): void
  /** What is never stored: it is heard by those who are there, or not at all. */
  tellTyping: House['tellTyping']
  /** Kept, but in no log: whoever was away asks for it. */
  tellRead: House['tellRead']
  /** Tells everybody who has signed in how far the feed is complete. */
  tellHead(cursor: string): void
}

/** How a record beside conversations and messages is shown, and to whom where it belongs to no conversation. */
export interface Presenter {
  readonly path: string
  readonly rooms: (organizationId: number, row: Readonly<Record<string, unknown>>) => string[]
  readonly wire: (row: Readonly<Record<string, unknown>>) => object
}

export type Presenters = Readonly<Record<Exclude<Subject, 'conversation' | 'message'>, Presenter>>

// The tail of the log comes by within seconds; what it has not asked for by then it never will.
const MOST_REMEMBERED = 200_000
/** What Socket.IO calls a packet that is an event. */
const EVENT = 2

/** A quarter of what cuts a slow reader off. */
const MOST_UNREAD_BYTES = 1024 * 1024
const MOST_PATIENCE_MS = 1_000
const LOOK_EVERY_MS = 10

export function createRealtime(presenters: Presenters, log: Log): Realtime {
  let io: Server | undefined
  const announced = new Set<string>()

  function remember(eventId: string): void {
    announced.add(eventId)
    if (announced.size <= MOST_REMEMBERED) return
    for (const oldest of announced) {
      announced.delete(oldest)
      break
    }
  }

  function emit(rooms: readonly string[], except: readonly string[], name: string, row: object): void {
    // Where nobody listens nothing need be encoded.
    const adapter = io?.sockets.adapter
    const present = rooms.filter(room => adapter?.rooms.has(room))
    if (present.length > 0)
      adapter?.broadcast({ type: EVENT, data: [name, row] }, { rooms: new Set(present), except: new Set(except) })
  }

  function announceThread(facts: readonly Fact[]): void {
    const threads = new Map<number, { before: ThreadRow | null; after: ThreadRow }>()
    for (const { event, thread, message, row } of facts) {
      if (!thread) continue
      const rooms = audienceOf(event.organization_id, thread.after)
      // What is gone by the time it is told of is not told of again.
      if (message && !thread.after.deleted_at)
        emit(rooms, [], `conversation-messages-${message.channel} ${EVENTS[event.type].does}`, wireMessage(message))
      if (row) announceIn(rooms, event, row)
      emit(rooms, [], 'conversation-events created', wireEvent(event))
      const earlier = threads.get(thread.after.id)
      threads.set(thread.after.id, { before: earlier ? earlier.before : thread.before, after: thread.after })
    }
    for (const { before, after } of threads.values()) announceConversation(before, after)
  }

  /** Who loses sight hears `removed` with the row as it was last seen; who gains it gets the whole row. */
  function announceConversation(before: ThreadRow | null, after: ThreadRow): void {
    const organizationId = after.organization_id
    const now = after.deleted_at ? [] : audienceOf(organizationId, after)
    const wasThere = before !== null && !before.deleted_at
    const then = wasThere ? audienceOf(organizationId, before) : []
    const row = wireConversation(after)
    const lost = then.filter(room => !now.includes(room))
    emit(lost, now, 'conversations removed', wasThere && !after.deleted_at ? wireConversation(before) : row)
    emit(now, [], `conversations ${wasThere ? 'patched' : 'created'}`, row)
  }

  function announceRow({ event, row }: Fact): void {
    const { about } = EVENTS[event.type]
    if (!row || about === 'conversation' || about === 'message') return
    const audience = presenters[about].rooms(event.organization_id, row)
    announceIn(audience, event, row)
    emit(audience, [], 'conversation-events created', wireEvent(event))
  }

  function announceIn(rooms: readonly string[], { type }: EventRow, row: Readonly<Record<string, unknown>>): void {
    const { about, does } = EVENTS[type]
    if (about === 'conversation' || about === 'message') return
    const { path, wire } = presenters[about]
    emit(rooms, [], `${path} ${does}`, wire(row))
  }

  return {
    attach(server) {
      io = server
    },
    announce(facts) {
      for (const { event } of facts) remember(event.id)
      try {
        announceThread(facts)
        for (const fact of facts) if (!fact.thread) announceRow(fact)
      } catch (error) {
        log.error({ err: error }, 'facts could not be made live; the tail repairs it')
        for (const { event } of facts) announced.delete(event.id)
      }
    },
    hasAnnounced: eventId => announced.delete(eventId),
    seat(given, member) {
      const socket = socketIn(given)
      const connection = socket && connectionOf(socket)
      if (!socket || !connection) return
      connection.member = member
      for (const room of socket.rooms) if (room !== socket.id) socket.leave(room)
      // A socket that is gone would leave its rooms behind.
      if (member && socket.connected) socket.join(roomsOf(member))
    },
    async untilHeard(organizationId) {
      const end = performance.now() + MOST_PATIENCE_MS
      const isBehind = (): boolean =>
        socketsIn(io, [everybody(organizationId)]).some(socket => waitingBytes(socket) > MOST_UNREAD_BYTES)
      while (isBehind() && performance.now() < end) await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS))
    },
    enforce(event) {
      const rooms = roomsThatLose(event)
      for (const socket of socketsIn(io, rooms)) sendAway(socket)
    },
    tellTyping(typing, place, writer) {
      const { organization_id } = place
      const own = personal(organization_id, writer.user_id)
      emit(audienceOf(organization_id, place), [own], 'conversation-typing created', typing)
    },
    tellRead(read, place) {
      emit(audienceOf(read.organization_id, place), [], 'conversation-reads created', read)
    },
    tellHead(cursor) {
      io?.local.to(SIGNED_IN).emit('conversation-events head', { cursor })
    }
  }
}

/** Those in this process that sit in any of the rooms. */
function socketsIn(io: Server | undefined, rooms: readonly string[]): Socket[] {
  const { adapter, sockets } = io?.sockets ?? {}
  const ids = new Set(rooms.flatMap(room => [...(adapter?.rooms.get(room) ?? [])]))
  return [...ids].flatMap(id => sockets?.get(id) ?? [])
}

/**
 * The socket hears nothing more, and what it was told before still reaches it. Told to disconnect, a client would stay
 * away for ever; its connection is closed instead, so it comes back by itself and shows its credential anew.
 */
function sendAway(socket: Socket): void {
  for (const room of socket.rooms) socket.leave(room)
  socket.conn.close()
}

function socketIn(given: unknown): Socket | null {
  return given instanceof Socket ? given : null
}

/** An event as the outside sees it; the transaction's number stays in the house. */
export function wireEvent(event: EventRow): object {
  const { organization_id, id, conversation_id, seq, type, actor, data, cause_id, created_at } = event
  return { id, organization_id, conversation_id, seq, type, actor, data, cause_id, created_at }
}

export const toEverybody = (organizationId: number): string[] => [everybody(organizationId)]
export const toAdmins = (organizationId: number): string[] => [admins(organizationId)]

/** Fields of a member that change what it hears. */
const RIGHTS = ['role', 'signed_out', 'password_changed']

function changesSight({ settings }: EventRow['data']): boolean {
  return typeof settings === 'object' && settings !== null && 'agent_visibility' in settings
}

function roomsThatLose({ type, organization_id, data }: EventRow): string[] {
  if (type === 'api-key.deleted') {
    return [credential({ organization_id, kind: 'api_key', credential_id: String(data['id']) })]
  }
  if (type === 'user.deleted') return [personal(organization_id, Number(data['id']))]
  if (type === 'organization.updated') return changesSight(data) ? [everybody(organization_id)] : []
  if (type !== 'user.updated' || !RIGHTS.some(name => name in data)) return []
  if (typeof data['login_id'] === 'string') {
    return [credential({ organization_id, kind: 'user', credential_id: data['login_id'] })]
  }
  return [personal(organization_id, Number(data['id']))]
}
