import assert from 'node:assert/strict'
import { eventsOf, type StreamEvent } from './events.ts'

describe('Reading events', () => {
  async function read(...chunks: string[]): Promise<StreamEvent[]> {
    const source = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(Buffer.from(chunk, 'latin1'))
        controller.close()
      }
    })
    const { body } = new Response(source)
    const found: StreamEvent[] = []
    if (body) for await (const event of eventsOf(body)) found.push(event)
    return found
  }

  it('puts together what came in pieces, and passes over beats', async () => {
    const found = await read(
      ': welcome\n\nevent: pho',
      'ne\ndata: {"id":"1"}\n',
      '\n: beat\n\nevent: call\ndata: a: b\n\n'
    )
    assert.deepEqual(found, [
      { event: 'phone', data: '{"id":"1"}' },
      { event: 'call', data: 'a: b' }
    ])
  })

  it('keeps letters whole that were cut in the middle', async () => {
    const bytes = Buffer.from('event: phone\ndata: Grüße\n\n').toString('latin1')
    const middle = bytes.indexOf('Ã') + 1
    assert.equal((await read(bytes.slice(0, middle), bytes.slice(middle)))[0]?.data, 'Grüße')
  })

  it('leaves out what was cut off', async () => {
    assert.deepEqual(await read('event: phone\ndata: {}'), [])
  })
})
