import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { measure, peek } from './measure.ts'

function streamOf(...pieces: string[]): Readable {
  return Readable.from(pieces.map(piece => Buffer.from(piece)))
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return String(Buffer.concat(chunks))
}

describe('Measuring a stream', () => {
  it('lets the bytes pass and knows their number and digest', async () => {
    const meter = measure(streamOf('one ', 'two'))
    assert.equal(await textOf(meter.body), 'one two')
    const sha256 = createHash('sha256').update('one two').digest('hex')
    assert.deepEqual(meter.measured(), { size: 7, sha256 })
  })

  it('passes on what goes wrong', async () => {
    const broken = new Readable({
      read() {
        this.destroy(new Error('cut'))
      }
    })
    await assert.rejects(textOf(measure(broken).body), /cut/)
  })
})

describe('Peeking into a stream', () => {
  it('shows the first bytes and leaves them in it', async () => {
    const { head, body } = await peek(streamOf('ab', 'cd', 'ef'), 3)
    assert.equal(String(head), 'abc')
    assert.equal(await textOf(body), 'abcdef')
  })

  it('shows all there is of a short one', async () => {
    const { head, body } = await peek(streamOf('ab'), 10)
    assert.equal(String(head), 'ab')
    assert.equal(await textOf(body), 'ab')
  })

  it('lets go of the source when nobody reads on', async () => {
    const source = streamOf('ab', 'cd', 'ef')
    const { body } = await peek(source, 1)
    for await (const _ of body) break
    assert.equal(source.destroyed, true)
  })
})
