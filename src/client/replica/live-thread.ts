import { codeOf } from '../declarations.ts'
import type { MessageDraft } from '../drafts.ts'
import { createCell, type Live } from '../live.ts'
import type { LocalState, ThreadRow, ThreadState } from '../replica.ts'
import type { Conversation, LogEvent, Message, User } from '../wire.ts'
import { newClientId, type Outgoing, preview } from './outbox.ts'
import type { Pace } from './pace.ts'
import { messageIdOf, PAGE, type Source } from './source.ts'
import { createThreadLog } from './thread-log.ts'

/** One conversation's messages, shared by all who look at it. */
export interface SharedThread {
  readonly state: Live<ThreadState>
  earlier(): Promise<void>
  send(draft: MessageDraft): string
  retry(clientId: string): void
  discard(clientId: string): void
  hearMessage(message: Message, removed: boolean): void
  hearEvent(event: LogEvent): void
  /** The conversation's row has come or changed; undefined: it is out of sight. */
  hearConversation(row: Conversation | undefined): void
  /** The line is there again, and what was heard before it broke is half of what was said. */
  resume(): void
  /** Nobody looks: the last page is enough. */
  trim(): void
  stop(): void
}

type Timer = ReturnType<typeof setTimeout>

/** What a thread needs of the replica around it. */
export interface ThreadOptions {
  readonly id: number
  readonly source: Source
  readonly pace: Pace
  user(): User | null
  conversation(): Conversation | undefined
  /** Puts a row that was asked for where all see it. */
  keep(row: Conversation): void
  /** Asks whether the conversation is still in sight. */
  verify(): void
}

const GRACE_MS = 400
const AGAIN_MS = 2_000
/** What lags further behind is loaded anew. */
const MOST_FILLED = 200

export function createSharedThread({
  id,
  source,
  pace,
  user,
  conversation,
  keep,
  verify
}: ThreadOptions): SharedThread {
  let log = createThreadLog()
  const state = createCell<ThreadState>({ rows: [], loading: true, hasEarlier: false, gone: false, error: null })
  // A message's row comes just before its event.
  const early = new Map<string, { message: Message; removed: boolean }>()
  const outbox = new Map<string, Outgoing>()
  const previews = new WeakMap<Outgoing, ThreadRow>()
  let last: Conversation | undefined
  let gone = false
  // An answer from before a loss says nothing of what came after; it may be empty only because it was out of sight.
  let losses = 0
  let sightings = 0
  let isLoading = false
  let failure: Error | null = null
  let asking = 0
  let isMending = false
  let mending: Timer | undefined
  const saying = new Set<Timer>()
  let sending: Promise<unknown> = Promise.resolve()

  function publish(): void {
    const said = log.rows()
    if (outbox.size > 0) for (const { client_id } of said) if (client_id !== null) outbox.delete(client_id)
    const rows = gone ? [] : outbox.size === 0 ? said : [...said, ...drafts()]
    const now = { rows, loading: asking > 0, hasEarlier: !gone && log.hasEarlier(), gone, error: failure }
    if (!isAlike(state.get(), now)) state.set(now)
  }

  function drafts(): ThreadRow[] {
    const row = last
    if (!row) return []
    return [...outbox.values()].map(outgoing => {
      const shown = previews.get(outgoing) ?? preview(outgoing, row, user())
      previews.set(outgoing, shown)
      return shown
    })
  }

  const changed = (): void => pace.soon(publish)

  async function ask(work: () => Promise<void>): Promise<void> {
    const before = sightings
    asking++
    changed()
    try {
      await work()
      failure = null
    } catch (error) {
      if (codeOf(error) === 404 && sightings === before) gone = true
      failure = error instanceof Error ? error : new Error(String(error))
    }
    asking--
    changed()
  }

  async function load(): Promise<void> {
    if (isLoading) return
    isLoading = true
    await ask(loadLastPage)
    isLoading = false
    if (log.reached() < 0 && !gone) mendSoon(failure ? AGAIN_MS : GRACE_MS)
  }

  async function loadLastPage(): Promise<void> {
    const before = losses
    const known = conversation() ?? (await source.conversation(id))
    keep(known)
    last = known
    const at = Math.max(known.last_seq, log.reached())
    const { data } = await source.messagesBefore(id, null)
    if (data.length === 0 && !(await wasInSight(async () => (await source.messagesBefore(id, null)).data.length === 0)))
      return
    if (losses !== before) return
    log.load(data, at, data.length < PAGE)
    gone = false
    mendSoon()
  }

  /** Nothing is what is answered, too, where nothing may be seen; going out of sight is a change of the conversation. */
  async function wasInSight(isSoStill: () => Promise<boolean>): Promise<boolean> {
    const before = await source.conversation(id)
    const isSo = await isSoStill()
    const after = await source.conversation(id)
    return isSo && before.last_seq === after.last_seq
  }

  /** What is missing mostly comes by itself; if not, it is asked for. */
  function mendSoon(after = GRACE_MS): void {
    if (!needsMending() || mending || isMending || gone) return
    mending = setTimeout(() => {
      mending = undefined
      void mend()
    }, after)
  }

  const needsMending = (): boolean => log.reached() < 0 || log.isMissing()

  async function mend(): Promise<void> {
    if (log.reached() < 0) return load()
    isMending = true
    await fillAll().catch(error => {
      if (codeOf(error) === 404) verify()
    })
    isMending = false
    changed()
    mendSoon(AGAIN_MS)
  }

  async function fillAll(): Promise<void> {
    while (log.isMissing() && !gone) {
      const before = losses
      const page = await source.eventsAfter(id, log.reached())
      const upTo = page.data.at(-1)?.seq
      if (upTo === undefined || upTo === null) return verify()
      if (page.total > MOST_FILLED) return load()
      const about = [...new Set(page.data.flatMap(event => messageIdOf(event) ?? []))]
      const rows = await source.messages(id, about)
      const isAll = rows.length === about.length
      if (!isAll && !(await wasInSight(async () => (await source.messages(id, about)).length === rows.length))) return
      if (losses !== before) return
      log.fill(upTo, about, rows)
    }
  }

  function say(clientId: string): void {
    sending = sending.then(async () => {
      const outgoing = outbox.get(clientId)
      if (outgoing?.local.state !== 'sending') return
      try {
        const message = await source.say(id, outgoing.draft)
        log.expect(message.seq)
        mendSoon()
      } catch (error) {
        if (codeOf(error) === null) return sayAgain(clientId)
        become(clientId, { state: 'failed', error: error instanceof Error ? error : new Error(String(error)) })
      }
    })
  }

  /** Nobody has answered. A call waits for the line by itself, and the server takes the same words once. */
  function sayAgain(clientId: string): void {
    const timer = setTimeout(() => {
      saying.delete(timer)
      say(clientId)
    }, AGAIN_MS)
    saying.add(timer)
  }

  function become(clientId: string, local: LocalState): void {
    const outgoing = outbox.get(clientId)
    if (!outgoing) return
    outbox.set(clientId, { ...outgoing, local })
    changed()
  }

  function see(row: Conversation): void {
    gone = false
    sightings++
    last = row
    log.expect(row.last_seq)
    if (log.reached() < 0) void load()
    else mendSoon()
  }

  /** What is out of sight is not kept. */
  function forget(): void {
    gone = true
    losses++
    log = createThreadLog()
    early.clear()
  }

  void load()

  return {
    state,
    earlier: () =>
      ask(async () => {
        const first = log.rows()[0]
        if (!first || !log.hasEarlier()) return
        const before = losses
        const at = log.reached()
        const { data } = await source.messagesBefore(id, first.seq)
        if (losses === before) log.loadEarlier(data, at, data.length < PAGE)
      }),
    send(draft) {
      const client_id = draft.client_id ?? newClientId()
      const local = { state: 'sending', error: null } as const
      outbox.set(client_id, { draft: { ...draft, client_id }, at: new Date().toISOString(), local })
      publish()
      say(client_id)
      return client_id
    },
    retry(clientId) {
      become(clientId, { state: 'sending', error: null })
      say(clientId)
    },
    discard(clientId) {
      if (outbox.get(clientId)?.local.state === 'failed') outbox.delete(clientId)
      changed()
    },
    hearMessage(message, removed) {
      early.set(message.id, { message, removed })
    },
    hearEvent(event) {
      if (event.seq === null) return
      const about = messageIdOf(event)
      const row = about === null ? undefined : early.get(about)
      if (about !== null) early.delete(about)
      // Without its row it has told only that it happened.
      if (about !== null && !row) log.expect(event.seq)
      else log.hear({ seq: event.seq, ...(row && { message: row.message, ...(row.removed && { removed: true }) }) })
      mendSoon()
      changed()
    },
    hearConversation(row) {
      if (row) see(row)
      else forget()
      changed()
    },
    resume() {
      early.clear()
      if (log.reached() < 0) void load()
      else mendSoon(0)
    },
    trim() {
      log.trim(PAGE)
      changed()
    },
    stop() {
      clearTimeout(mending)
      for (const timer of saying) clearTimeout(timer)
    }
  }
}

function isAlike(a: ThreadState, b: ThreadState): boolean {
  return (
    a.loading === b.loading &&
    a.hasEarlier === b.hasEarlier &&
    a.gone === b.gone &&
    a.error === b.error &&
    a.rows.length === b.rows.length &&
    a.rows.every((row, index) => row === b.rows[index])
  )
}
