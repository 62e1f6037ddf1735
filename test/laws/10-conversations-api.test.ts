import assert from 'node:assert/strict'
import { CONVERSATIONS_API } from '../support/conversations-api.ts'
import { titlesOf } from '../support/titles.ts'

const FILES = [
  'test/journeys/seed-flow.test.ts',
  'test/journeys/bulk-actions.test.ts',
  'test/journeys/contacts.test.ts',
  'test/journeys/files.test.ts',
  'test/journeys/media.test.ts',
  'test/journeys/message-lists.test.ts',
  'test/journeys/notes.test.ts',
  'test/journeys/outbound.test.ts',
  'test/journeys/playground.test.ts',
  'test/transports/conventions.test.ts'
]

describe('Law 10: the table of the published Conversations API', () => {
  it('names only tests that there are, and all of its own flow', async function () {
    this.timeout(120_000)
    const titles = await titlesOf(FILES)
    const named = new Set(Object.values(CONVERSATIONS_API).flatMap(rows => rows.flatMap(({ tests }) => tests)))
    const there = new Set(titles)
    assert.deepEqual(
      [...named].filter(title => !there.has(title)),
      []
    )
    const flow = titles.filter(title => title.startsWith('The flow of the published Conversations API'))
    assert.deepEqual(
      flow.filter(title => !named.has(title)),
      []
    )
  })

  it('says each thing once', () => {
    for (const [part, rows] of Object.entries(CONVERSATIONS_API)) {
      const names = rows.map(({ name }) => name)
      assert.deepEqual(names, [...new Set(names)], part)
    }
  })
})
