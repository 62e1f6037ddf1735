import assert from 'node:assert/strict'
import { createChapters, type SpanBegin } from './chapters.ts'

describe('The chapters of a transaction', () => {
  const span = (id: string): SpanBegin => ({
    organization_id: 1,
    id,
    conversation_id: 2,
    session_id: null,
    application_id: 'a',
    epoch: 1,
    reason: null,
    started_at: '2026-11-25T10:00:00.000Z'
  })
  const end = (id: string) => ({ organization_id: 1, id, ended_at: '2026-11-25T11:00:00.000Z' })

  it('writes what begins and ends in one as one whole row', () => {
    const chapters = createChapters()
    chapters.beginSpan(span('new'))
    chapters.endSpan(end('new'))
    assert.deepEqual(
      chapters.take().map(piece => piece.rows),
      [[{ ...span('new'), ended_at: end('new').ended_at }]]
    )
  })

  it('ends what was there before, the first time it is said', () => {
    const chapters = createChapters()
    chapters.endSpan(end('old'))
    chapters.endSpan({ ...end('old'), ended_at: '2026-11-25T12:00:00.000Z' })
    assert.deepEqual(
      chapters.take().map(piece => piece.rows),
      [[end('old')]]
    )
  })

  it('gives each row away once', () => {
    const chapters = createChapters()
    chapters.beginSpan(span('new'))
    chapters.take()
    assert.deepEqual(chapters.take(), [])
  })
})
