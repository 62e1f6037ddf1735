import type { ActorStamp } from '../model/actor.ts'
import type { EventType } from '../model/event.ts'
import type { MessageRow, ThreadRow } from './rows.ts'

/** One row of the log. */
export interface EventRow {
  readonly organization_id: number
  readonly id: string
  readonly conversation_id: number | null
  readonly seq: number | null
  readonly type: EventType
  readonly actor: ActorStamp
  readonly data: Readonly<Record<string, unknown>>
  readonly cause_id: string | null
  readonly created_at: string
}

/** A committed event with the rows it is about, as they were before and are now. */
export interface Fact {
  readonly event: EventRow
  readonly thread?: { readonly before: ThreadRow | null; readonly after: ThreadRow }
  readonly message?: MessageRow
  /** The row of a record that is neither conversation nor message, as its service shows it. */
  readonly row?: Readonly<Record<string, unknown>>
}
