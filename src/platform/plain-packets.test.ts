import assert from 'node:assert/strict'
import { Server } from 'socket.io'
import { writePlainly } from './plain-packets.ts'

describe('Plain packets', () => {
  const packets = {
    event: {
      type: 2,
      nsp: '/',
      data: ['rows created', { id: 1, text: 'O"H\\ara 🙂', at: new Date(0), none: undefined }]
    },
    'event that asks for an answer': { type: 2, nsp: '/', id: 7, data: ['find', 'rows'] },
    'event of a namespace': { type: 2, nsp: '/others', data: ['rows created', {}] },
    answer: { type: 3, nsp: '/', id: 7, data: [null, { id: 1 }] },
    greeting: { type: 0, nsp: '/', data: { sid: 'x' } }
  }

  for (const [name, packet] of Object.entries(packets)) {
    it(`writes an ${name} as Socket.IO does`, () => {
      const { encoder: stock } = new Server()
      const { encoder } = new Server()
      writePlainly(encoder)
      assert.deepEqual(encoder.encode(packet), stock.encode(packet))
    })
  }

  it('does not look for bytes in the fields of an event', () => {
    const { encoder } = new Server()
    writePlainly(encoder)
    const looked: string[] = []
    const row = new Proxy(
      { a: { b: 1 } },
      {
        get(target, key) {
          looked.push(String(key))
          return Reflect.get(target, key)
        }
      }
    )
    encoder.encode({ type: 2, nsp: '/', data: ['rows created', row] })
    assert.deepEqual(looked, ['toJSON', 'a'])
  })
})
