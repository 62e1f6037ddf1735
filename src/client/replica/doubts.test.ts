import assert from 'node:assert/strict'
import { openStage, type Stage } from '../../../test/support/stage.ts'
import { type Client, connect } from '../connect.ts'
import type { Conversation, Page } from '../wire.ts'
import { createConversationTable } from './conversation-table.ts'
import { createDoubts } from './doubts.ts'
import { sourceOf } from './source.ts'

const NOTHING: Page<Conversation> = { total: 0, limit: 50, skip: 0, data: [] }

describe('Doubts about a conversation', () => {
  let stage: Stage
  let client: Client

  before(async () => {
    stage = await openStage()
    client = connect({ url: stage.server.url, apiKey: stage.organization.owner.apiKey })
  })
  after(async () => {
    client.close()
    await stage.close()
  })

  it('are asked again when its contact changes while the answer without it is on its way', async () => {
    const row = await client.service('conversations').get((await stage.talk()).id)
    const contact = await client.service('contacts').get(row.contact_id)
    const absent: number[] = []
    const names = ['Renamed', 'Renamed']
    const table = createConversationTable({ isHeld: () => true, onChange: () => {} })
    const doubts = createDoubts({
      table,
      onAbsent: id => absent.push(id),
      source: {
        ...sourceOf(client),
        async conversations() {
          table.show({ ...contact, first_name: names.shift() ?? null })
          return NOTHING
        }
      }
    })
    table.put(row)
    await doubts.settle([row.id])
    assert.deepEqual([table.get(row.id), absent], [undefined, [row.id]])
  })
})
