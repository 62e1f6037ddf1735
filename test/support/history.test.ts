import assert from 'node:assert/strict'
import { type AnomalyKind, type Append, type Entry, findAnomalies, type History, type Read } from './history.ts'

const entry = (seq: number, value: string | null = `v${seq}`): Entry => ({ seq, id: `e${seq}${value}`, value })
const append = (value: string, change: Partial<Append> = {}): Append => {
  const at = Number(value.slice(1)) * 10
  return { process: 'writer', conversation: 'c', value, began: at, ended: at + 5, outcome: 'ok', ...change }
}
const read = (at: number, after: number, entries: readonly Entry[], process = 'reader'): Read => ({
  process,
  conversation: 'c',
  began: at,
  ended: at + 1,
  after,
  entries
})

const three = [append('v1'), append('v2'), append('v3')]
const good: History = {
  appends: three,
  reads: [
    read(18, 0, [entry(1)]),
    read(40, 1, [entry(2), entry(3)]),
    read(41, 0, [entry(1), entry(2), entry(3)], 'writer')
  ],
  final: new Map([['c', [entry(1), entry(2), entry(3)]]])
}
const ending = (...entries: Entry[]) => new Map([['c', entries]])

const planted: readonly [string, AnomalyKind, History][] = [
  ['an acknowledged word is gone', 'lost', { ...good, reads: [], final: ending(entry(1), entry(2)) }],
  ['a whole conversation is gone', 'lost', { ...good, reads: [], final: new Map() }],
  ['a word that nobody said', 'phantom', { ...good, final: ending(entry(1), entry(2), entry(3), entry(4, 'v9')) }],
  [
    'a word that was refused',
    'aborted',
    { ...good, reads: [], appends: [...three.slice(0, 2), append('v3', { outcome: 'failed' })] }
  ],
  ['a word that stands twice', 'duplicate', { ...good, final: ending(entry(1), entry(2), entry(3), entry(4, 'v3')) }],
  ['a number that is missing', 'hole', { ...good, reads: [], final: ending(entry(1), entry(2), entry(4, 'v3')) }],
  ['a number that is used twice', 'hole', { ...good, reads: [], final: ending(entry(1), entry(2), entry(2, 'v3')) }],
  [
    'a log that begins late',
    'hole',
    { ...good, reads: [], final: ending(entry(2, 'v1'), entry(3, 'v2'), entry(4, 'v3')) }
  ],
  ['a reader who was shown something else', 'fork', { ...good, reads: [read(18, 0, [entry(1, 'x1')])] }],
  ['a reader who was shown more than there is', 'fork', { ...good, reads: [read(50, 3, [entry(4)])] }],
  ['a page that leaves one out', 'hole', { ...good, reads: [read(50, 0, [entry(1), entry(3)])] }],
  [
    'words in another order than they were answered in',
    'disorder',
    { ...good, reads: [], final: ending(entry(1, 'v2'), entry(2, 'v1'), entry(3)) }
  ],
  [
    'a reader whose log gets shorter',
    'shrinking',
    { ...good, reads: [read(40, 0, good.final.get('c') ?? []), read(50, 0, [entry(1)])] }
  ],
  [
    'a writer who does not find the own word',
    'blind',
    { ...good, reads: [read(50, 0, [entry(1), entry(2)], 'writer')] }
  ]
]

describe('The history checker', () => {
  it('finds nothing in a good history', () => assert.deepEqual(findAnomalies(good), []))

  it('lets a word without an answer be there or not', () => {
    const appends = [...three.slice(0, 2), append('v3', { outcome: 'unknown', ended: Number.POSITIVE_INFINITY })]
    assert.deepEqual(findAnomalies({ ...good, appends }), [])
    assert.deepEqual(findAnomalies({ ...good, appends, reads: [], final: ending(entry(1), entry(2)) }), [])
  })

  it('lets words that overlapped stand in either order', () => {
    const appends = [append('v1', { ended: 30 }), append('v2'), append('v3')]
    assert.deepEqual(findAnomalies({ appends, reads: [], final: ending(entry(1, 'v2'), entry(2, 'v1'), entry(3)) }), [])
  })

  for (const [what, kind, history] of planted) {
    it(`finds ${what}`, () => {
      const kinds = new Set(findAnomalies(history).map(each => each.kind))
      assert.ok(kinds.has(kind), `${kind} is not among ${[...kinds].join(', ') || 'nothing'}`)
    })
  }
})
