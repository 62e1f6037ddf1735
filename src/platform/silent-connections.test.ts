import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { watchSilentConnections } from './silent-connections.ts'

describe('A server that closes', () => {
  it('does not wait for connections that have said nothing, and lets those finish that have', async () => {
    const answers: (() => void)[] = []
    const server = createServer((_, response) => answers.push(() => response.end('done')))
    const watch = watchSilentConnections(server)
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const address = server.address()
    assert.ok(typeof address === 'object' && address)

    const silent = connect(address.port, '127.0.0.1')
    const heard = once(server, 'request')
    const answer = fetch(`http://127.0.0.1:${address.port}/`, { headers: { connection: 'close' } })
    await heard
    const hungUp = once(silent, 'close')
    const closed = new Promise(resolve => server.close(resolve))
    watch.hangUp()
    await hungUp

    for (const finish of answers) finish()
    assert.equal(await (await answer).text(), 'done')
    await closed
  })
})
