import assert from 'node:assert/strict'
import { isWanted } from './opt-out.ts'

const OUT = '2026-03-01T12:00:00.000Z'
const text = { message_type: 'text' } as const
const template = (category?: string) => ({
  message_type: 'template' as const,
  metadata: category ? { template_category: category } : {}
})
const listener = (window_expires_at: string | null, opted_out_at: string | null = OUT) => ({
  opted_out_at,
  window_expires_at
})

describe('Somebody who wants no messages', () => {
  it('gets none, but answers to what they have written since', () => {
    assert.equal(isWanted(text, listener('2026-03-02T11:00:00.000Z'), 24), false)
    assert.equal(isWanted(text, listener('2026-03-02T12:00:01.000Z'), 24), true)
  })

  it('gets none where nobody knows when they wrote', () => {
    assert.equal(isWanted(text, listener(null), 24), false)
    assert.equal(isWanted(text, listener(null), null), false)
  })

  it('gets templates that serve them, and no advertising', () => {
    const open = listener('2026-03-02T12:00:01.000Z')
    for (const category of ['UTILITY', 'AUTHENTICATION']) assert.equal(isWanted(template(category), open, 24), true)
    for (const category of ['MARKETING', undefined]) assert.equal(isWanted(template(category), open, 24), false)
  })

  it('is somebody who has said so', () => {
    assert.equal(isWanted(text, listener(null, null), null), true)
    assert.equal(isWanted(template('MARKETING'), listener(null, null), 24), true)
  })
})
