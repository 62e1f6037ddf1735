/** Something said to a conversation. `unknown`: the answer never came, so it may have happened or not. */
export interface Append {
  readonly process: string
  readonly conversation: string
  readonly value: string
  readonly began: number
  /** Until then it had a place in the log; Infinity where the answer promises no such thing. */
  readonly ended: number
  readonly outcome: 'ok' | 'failed' | 'unknown'
}

/** What somebody was shown of a conversation's log behind a number. */
export interface Read {
  readonly process: string
  readonly conversation: string
  readonly began: number
  readonly ended: number
  readonly after: number
  readonly entries: readonly Entry[]
}

export interface Entry {
  readonly seq: number
  readonly id: string
  /** null: nothing that was said. */
  readonly value: string | null
}

export interface History {
  readonly appends: readonly Append[]
  readonly reads: readonly Read[]
  /** The whole log of every conversation after everything has come to rest. */
  readonly final: ReadonlyMap<string, readonly Entry[]>
}

export type AnomalyKind =
  | 'lost'
  | 'phantom'
  | 'aborted'
  | 'duplicate'
  | 'hole'
  | 'fork'
  | 'disorder'
  | 'shrinking'
  | 'blind'

export interface Anomaly {
  readonly kind: AnomalyKind
  readonly conversation: string
  readonly detail: string
}

/** Finds what a log that loses, doubles and reorders nothing could never have shown. */
export function findAnomalies({ appends, reads, final }: History): Anomaly[] {
  const conversations = new Set([...final.keys(), ...[...appends, ...reads].map(each => each.conversation)])
  return [...conversations].flatMap(conversation => {
    const own = <Item extends { conversation: string }>(items: readonly Item[]) =>
      items.filter(each => each.conversation === conversation)
    const log = final.get(conversation) ?? []
    const said = own(appends)
    const seen = own(reads)
    const found: [AnomalyKind, string][] = [
      ...contents(said, log),
      ...holes(log, 0),
      ...seen.flatMap(read => [...holes(read.entries, read.after)]),
      ...forks(seen, log),
      ...disorder(said, log),
      ...shrinking(seen),
      ...blind(said, seen, log)
    ]
    return found.map(([kind, detail]) => ({ kind, conversation, detail }))
  })
}

function* contents(said: readonly Append[], log: readonly Entry[]): Generator<[AnomalyKind, string]> {
  const counts = new Map<string, number>()
  for (const { value } of log) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
  const outcomes = new Map(said.map(each => [each.value, each.outcome]))
  for (const [value, outcome] of outcomes) if (outcome === 'ok' && !counts.has(value)) yield ['lost', value]
  for (const [value, count] of counts) {
    if (count > 1) yield ['duplicate', `${value} × ${count}`]
    if (!outcomes.has(value)) yield ['phantom', value]
    if (outcomes.get(value) === 'failed') yield ['aborted', value]
  }
}

function* holes(entries: readonly Entry[], after: number): Generator<[AnomalyKind, string]> {
  let last = after
  for (const { seq } of entries) {
    if (seq !== last + 1) yield ['hole', `${seq} follows ${last}`]
    last = seq
  }
}

/** What was shown once stays where it was. */
function* forks(reads: readonly Read[], log: readonly Entry[]): Generator<[AnomalyKind, string]> {
  const ids = new Map(log.map(({ seq, id }) => [seq, id]))
  for (const { process, entries } of reads) {
    for (const { seq, id } of entries) {
      if (ids.get(seq) !== id) yield ['fork', `${process} saw ${id} at ${seq}, where ${ids.get(seq)} is`]
    }
  }
}

/** Whatever had its answer before another was begun comes before it. */
function* disorder(said: readonly Append[], log: readonly Entry[]): Generator<[AnomalyKind, string]> {
  const places = placesIn(log)
  const placed = said.flatMap(each => {
    const seq = places.get(each.value)
    return seq === undefined || each.outcome !== 'ok' ? [] : [{ ...each, seq }]
  })
  const byEnd = placed.toSorted((one, other) => one.ended - other.ended)
  let finished = 0
  let highest = { seq: 0, value: '' }
  for (const each of placed.toSorted((one, other) => one.began - other.began)) {
    for (let next = byEnd[finished]; next && next.ended < each.began; next = byEnd[++finished]) {
      if (next.seq > highest.seq) highest = next
    }
    if (highest.seq > each.seq) yield ['disorder', `${each.value} stands before ${highest.value}`]
  }
}

function* shrinking(reads: readonly Read[]): Generator<[AnomalyKind, string]> {
  const heights = new Map<string, number>()
  for (const { process, after, entries } of reads.toSorted((one, other) => one.began - other.began)) {
    const height = entries.at(-1)?.seq ?? after
    const before = heights.get(process) ?? 0
    if (height < before) yield ['shrinking', `${process} saw ${before}, then ${height}`]
    heights.set(process, Math.max(before, height))
  }
}

/** Whoever has said something finds it when they look. */
function* blind(
  said: readonly Append[],
  reads: readonly Read[],
  log: readonly Entry[]
): Generator<[AnomalyKind, string]> {
  const places = placesIn(log)
  for (const { process, value, ended, outcome } of said) {
    const seq = places.get(value)
    if (outcome !== 'ok' || seq === undefined) continue
    for (const read of reads) {
      if (read.process !== process || read.began <= ended) continue
      if ((read.entries.at(-1)?.seq ?? read.after) < seq) yield ['blind', `${process} does not see ${value}`]
    }
  }
}

function placesIn(log: readonly Entry[]): Map<string, number> {
  return new Map(log.flatMap(({ seq, value }) => (value === null ? [] : [[value, seq] as const])))
}
