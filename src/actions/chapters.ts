import type { ActorStamp } from '../model/actor.ts'
import { insertRows, type Piece, updateRows } from '../platform/set-wise.ts'

/** An open-to-closed span of a conversation, as it begins. */
export interface SessionBegin {
  readonly organization_id: number
  readonly id: string
  readonly conversation_id: number
  readonly number: number
  readonly first_seq: number
  readonly channel_id: number
  readonly team_id: number | null
  readonly opened_by: ActorStamp
  readonly created_at: string
}

/** How a session ends. */
export interface SessionEnd {
  readonly organization_id: number
  readonly id: string
  readonly last_seq: number
  readonly closed_by: ActorStamp
  readonly close_reason: 'user' | 'timer' | 'api' | 'merged'
  readonly closed_at: string
}

/** A span of control, as it begins. */
export interface SpanBegin {
  readonly organization_id: number
  readonly id: string
  readonly conversation_id: number
  readonly session_id: string | null
  readonly application_id: string
  readonly epoch: number
  readonly reason: string | null
  readonly started_at: string
}

/** Which span ends. One that has ended already stays as it is. */
export interface SpanEnd {
  readonly organization_id: number
  readonly id: string
  readonly ended_at: string
}

/** Sessions and spans of control that begin and end in a transaction; the ledger writes them with its facts. */
export interface Chapters {
  beginSession(session: SessionBegin): void
  endSession(end: SessionEnd): void
  beginSpan(span: SpanBegin): void
  endSpan(end: SpanEnd): void
  /** The pieces that write what has happened since they were asked for last. */
  take(): Piece[]
}

const SESSION_COLUMNS = {
  organization_id: 'bigint',
  id: 'uuid',
  conversation_id: 'bigint',
  number: 'integer',
  first_seq: 'integer',
  last_seq: 'integer',
  channel_id: 'bigint',
  team_id: 'bigint',
  original_team_id: 'bigint',
  opened_by: 'jsonb',
  closed_by: 'jsonb',
  close_reason: 'text',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
  closed_at: 'timestamptz'
} as const

const SPAN_COLUMNS = {
  organization_id: 'bigint',
  id: 'uuid',
  conversation_id: 'bigint',
  session_id: 'uuid',
  application_id: 'uuid',
  epoch: 'integer',
  reason: 'text',
  started_at: 'timestamptz',
  ended_at: 'timestamptz'
} as const

const KEY = ['organization_id', 'id']
const SESSION_ENDS = ['last_seq', 'closed_by', 'close_reason', 'closed_at', 'updated_at']

export function createChapters(): Chapters {
  const sessions = createShelf()
  const spans = createShelf()

  return {
    beginSession(session) {
      const { team_id: original_team_id, created_at: updated_at } = session
      sessions.begin(Object.assign({ original_team_id, updated_at }, session))
    },
    endSession: end => sessions.end(Object.assign({ updated_at: end.closed_at }, end)),
    beginSpan: spans.begin,
    endSpan: spans.end,
    take() {
      const [opened, closed] = sessions.take()
      const [started, ended] = spans.take()
      if (opened.length + closed.length + started.length + ended.length === 0) return []
      const open = 'and t.ended_at is null'
      return [
        insertRows('conversation_sessions', SESSION_COLUMNS, opened),
        updateRows('conversation_sessions', SESSION_COLUMNS, KEY, SESSION_ENDS, closed),
        insertRows('control_spans', SPAN_COLUMNS, started),
        updateRows('control_spans', SPAN_COLUMNS, KEY, ['ended_at'], ended, open)
      ].filter(piece => piece.rows.length > 0)
    }
  }
}

interface Row {
  readonly organization_id: number
  readonly id: string
}

/** What begins and ends before it is written is one row: a statement does not see what its other pieces insert. */
function createShelf() {
  const begun = new Map<string, Row>()
  const ended = new Map<string, Row>()
  return {
    begin: (row: Row) => void begun.set(row.id, row),
    end(row: Row): void {
      const open = begun.get(row.id)
      if (open) begun.set(row.id, { ...open, ...row })
      else if (!ended.has(row.id)) ended.set(row.id, row)
    },
    take(): [begun: Row[], ended: Row[]] {
      const taken: [Row[], Row[]] = [[...begun.values()], [...ended.values()]]
      begun.clear()
      ended.clear()
      return taken
    }
  }
}
